import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../config/target";
import { names, objects, run } from "./support";

const refused = [
  {
    object: "wildcard-gateway",
    rule: "explicit-hosts",
    says: [/Gateway "unsafe", namespace "unsafe"/, /at +spec\.servers\[0\]\.hosts\[0\]/, /found +"\*"/],
  },
  {
    object: "tls-disabled",
    rule: "istio-mutual",
    says: [/DestinationRule "unsafe", namespace "unsafe"/, /at +spec\.trafficPolicy\.tls\.mode/, /found +"DISABLE"/],
  },
];

export function policy(): void {
  describe("the policy pack in pulumi up", () => {
    const state = mkdtempSync(join(tmpdir(), "unsafe-state-"));
    const backend = `file://${state}`;
    const unsafe = join(__dirname, "unsafe");
    const pulumi = (object: string, ...args: string[]) =>
      run("env", [`UNSAFE=${object}`, `PULUMI_BACKEND_URL=${backend}`, "pulumi", ...args, "--cwd", unsafe]);

    before(() => assert.equal(pulumi("", "stack", "init", "unsafe").code, 0));
    after(() => {
      rmSync(state, { recursive: true, force: true });
      rmSync(join(unsafe, "Pulumi.unsafe.yaml"), { force: true });
    });

    for (const { object, rule, says } of refused) {
      it(`stops a ${object} by ${rule}, and nothing is changed`, () => {
        const up = pulumi(object, "up", "--yes", "--stack", "unsafe", "--policy-pack", join(root, "policies"));
        assert.notEqual(up.code, 0, up.output);
        for (const pattern of [new RegExp(rule), /mandatory/i, ...says]) assert.match(up.output, pattern);
        assert.ok(!names(objects("namespace")).includes("unsafe"), "the namespace was created");
      });
    }

    it("lets the same program through when the object is safe", () => {
      const preview = pulumi("none", "preview", "--stack", "unsafe", "--policy-pack", join(root, "policies"));
      assert.doesNotMatch(preview.output, /\[mandatory\]/i, preview.output);
    });
  });
}
