import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { kubectl, make, makeWell, objects, shop, type KubernetesObject } from "./support";

/** Points at which the CLI is killed, by the line of its progress that shows it is there. */
const points = [
  { point: "while Helm installs istiod", line: /istio-istiod creating/ },
  { point: "while the deployments come up", line: /Deployment sock-shop-\S+ creating/ },
  { point: "while the traffic rules are made", line: /VirtualService \S+ created/ },
];

/** SIGKILL to the Pulumi CLI of a run of make, and to nothing else: what it started goes on. */
function killPulumi(makePid: number): boolean {
  const parentOf = (pid: string) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return {
        name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")),
        parent: stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1],
      };
    } catch {
      return undefined;
    }
  };
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const below = (pid: string | undefined): boolean =>
    pid !== undefined && pid !== "0" && (pid === String(makePid) || below(parentOf(pid)?.parent));
  const cli = pids.find((pid) => parentOf(pid)?.name === "pulumi" && below(pid));
  if (cli) process.kill(Number(cli), "SIGKILL");
  return cli !== undefined;
}

export function recovery(): void {
  describe("SIGKILL to the CLI in the middle of an up", () => {
    after(() => makeWell("down"));

    for (const { point, line } of points) {
      it(`${point}: the next make up completes, and nothing is there twice`, async () => {
        await makeWell("down");
        let killed = false;
        await make("up", {}, (output, pid) => {
          if (!killed && line.test(output)) killed = killPulumi(pid);
        });
        assert.ok(killed, "the run ended before it could be killed");

        await makeWell("up");
        const { output } = await makeWell("preview", { OPTIONS: "--expect-no-changes" });
        assert.match(output, /88 unchanged/);
        const releases = objects<KubernetesObject>("secret", "-n", "istio-system", "-l", "owner=helm,status=deployed");
        const deployed = releases.map(({ metadata }) => metadata.labels?.name).sort();
        assert.deepEqual(deployed, ["istio-base", "istio-ingressgateway", "istiod"]);
        assert.equal(objects("deployment", "-n", shop.namespace).length, 14);
        assert.equal(objects("virtualservices", "-A").length, 6);
        assert.equal(
          kubectl("get", "secret", "-A", "-l", "owner=helm,status!=deployed", "-o", "name").includes("pending"),
          false,
        );
      });
    }
  });
}
