import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../config/target";
import { constantLoad, kubectl, make, makeWell, shop } from "./support";

/** Weights of the shop's route, by subset. */
function weights(): Record<string, number | undefined> {
  const found = kubectl("get", "virtualservice", "sock-shop", "-n", shop.namespace, "-o", "json");
  const { spec } = JSON.parse(found) as {
    spec: { http: { route: { destination: { subset?: string }; weight?: number }[] }[] };
  };
  return Object.fromEntries(spec.http[0]!.route.map(({ destination, weight }) => [destination.subset ?? "", weight]));
}

export function canary(): void {
  describe("make scenario, a canary under constant load (O8)", () => {
    const folder = mkdtempSync(join(tmpdir(), "canary-"));
    const STACK_FILE = join(folder, "Pulumi.dev.yaml");
    before(() => copyFileSync(join(root, "Pulumi.dev.yaml"), STACK_FILE));
    after(() => rmSync(folder, { recursive: true, force: true }));

    const changed = (output: string) =>
      Object.fromEntries(
        [...output.matchAll(/^ +[~+-] (\d+) (created|updated|deleted)/gm)].map(([, n = "", what = ""]) => [what, n]),
      );

    it("brings what the scenario needs, and names the scenario in the stack's file", async () => {
      await makeWell("scenario", { NAME: "canary-front-end", STACK_FILE });
      assert.match(readFileSync(STACK_FILE, "utf8"), /^ {2}istio-mesh:scenario: canary-front-end$/m);
      assert.deepEqual(weights(), { v1: 80, v2: 20 });
    });

    it("moves 80:20, 0:100, 100:0 and back without losing a call, one changed resource each", async () => {
      const load = await constantLoad(`${shop.gateway}/`, shop.host, 200);
      const outputs: string[] = [];
      let codes: Record<string, number>;
      try {
        for (const NAME of ["canary-front-end/2", "canary-front-end", "mirror-to-v2", "canary-front-end"]) {
          outputs.push((await makeWell("scenario", { NAME, STACK_FILE })).output);
        }
        assert.deepEqual(weights(), { v1: 80, v2: 20 });
        // Back to the stack without v2, while it has a share of the calls.
        await makeWell("scenario", { NAME: "none", STACK_FILE });
      } finally {
        codes = await load.end();
      }
      const total = Object.values(codes).reduce((sum, count) => sum + count, 0);
      assert.deepEqual(Object.keys(codes), ["200"], JSON.stringify(codes));
      assert.ok(total > 2000, `only ${total} calls were made`);
      for (const output of outputs) assert.deepEqual(changed(output), { updated: "1" }, output);
    });

    it("is reset by NAME=none: the stack and its file are as they were", async () => {
      assert.equal(readFileSync(STACK_FILE, "utf8"), readFileSync(join(root, "Pulumi.dev.yaml"), "utf8"));
      await makeWell("preview", { OPTIONS: "--expect-no-changes" });
    });

    it("refuses a name that does not exist, and changes nothing", async () => {
      const before = readFileSync(STACK_FILE, "utf8");
      const { code, output } = await make("scenario", { NAME: "canary", STACK_FILE });
      assert.notEqual(code, 0);
      assert.match(output, /NAME=canary: no such scenario; there are none \(to switch one off\), abort-carts, /);
      assert.equal(readFileSync(STACK_FILE, "utf8"), before);
    });
  });
}
