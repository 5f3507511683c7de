import assert from "node:assert/strict";
import type { IstioObject } from "../traffic/objects";
import { generatedObjects } from "../traffic/objects";
import { seed } from "../traffic/seed";
import { run, shop } from "./support";

const configs = Number(process.env.CONFIGS ?? 500);
/** Objects of one call. */
const batch = 400;

/** Asks the API server, and with it istiod's webhook, whether it would take these objects; nothing is made. */
function dryRun(items: IstioObject[]): { accepted: number; problems: string[] } {
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  const { output } = run("kubectl", ["create", "--dry-run=server", "--output=name", "--filename=-"], { input });
  // It may warn, of a route that no call reaches; that is not to refuse.
  const lines = output.split("\n").filter((line) => line !== "" && !line.startsWith("Warning: "));
  const problems = lines.filter((line) => !/^[a-z]+\.networking\.istio\.io\/\S+$/.test(line));
  return { accepted: lines.length - problems.length, problems };
}

const kinds = (objects: IstioObject[]) => [...new Set(objects.map(({ kind }) => kind))].sort();

export function validation(): void {
  describe("istiod's own validation", () => {
    it(`takes all that the components make of ${configs} generated configs (SEED=${seed})`, async () => {
      const objects = await generatedObjects(shop.namespace, configs, seed);
      assert.deepEqual(kinds(objects), ["DestinationRule", "Gateway", "ServiceEntry", "Sidecar", "VirtualService"]);
      assert.ok(objects.length > configs, `${objects.length} objects`);
      let accepted = 0;
      const problems: string[] = [];
      for (let first = 0; first < objects.length; first += batch) {
        const answer = dryRun(objects.slice(first, first + batch));
        accepted += answer.accepted;
        problems.push(...answer.problems);
      }
      assert.deepEqual(problems, [], `SEED=${seed} shows it again`);
      assert.equal(accepted, objects.length, `SEED=${seed} shows it again`);
    });

    it("refuses a rule that is broken, so the one above could fail", async () => {
      const objects = await generatedObjects(shop.namespace, 20, seed);
      const rule = objects.find(({ kind }) => kind === "VirtualService")!;
      const destination = { host: "carts.example.com" };
      const broken = {
        ...rule,
        spec: { hosts: ["carts.example.com"], http: [{ route: [{ destination, weight: -1 }] }] },
      };
      const { accepted, problems } = dryRun([rule, broken]);
      assert.equal(accepted, 1);
      assert.match(
        problems.join("\n"),
        /admission webhook "\S+" denied the request: configuration is invalid: weight -1 < 0/,
      );
    });
  });
}
