import assert from "node:assert/strict";
import { codesOf } from "../../policies/finding";
import { isJudgement, judge } from "../../policies/judge";
import { Mesh } from "../../policies/mesh";
import { active, enforce } from "../../policies/options";
import { objectOf } from "../../policies/parity/compare";
import { samples } from "../../policies/parity/corpora";
import { reasonOf } from "../../policies/parity/differences";
import { AGREEMENT, agreement } from "../../policies/parity/report";
import { verdictsOf } from "../../policies/parity/run";
import { rules } from "../../policies/rules";
import { findTool } from "../../tools/catalog";
import { ensureTools } from "../../tools/ensure";
import { binary } from "../../tools/paths";

/** The pack against istioctl's own analyzers: needs that tool, and no cluster. */
export function parity(): void {
  describe("the pack and istioctl's analyzers", () => {
    it("agree on nearly every finding, and each difference has its reason", async () => {
      await ensureTools([findTool("istio-analyze")], () => undefined);
      const verdicts = await verdictsOf(binary("istio-analyze"));
      assert.ok(verdicts.length > 1000, `${verdicts.length} findings`);
      const unexplained = verdicts.filter((one) => one.by !== "both" && reasonOf(one) === undefined);
      assert.deepEqual(
        unexplained.map(({ by, code, object, corpus }) => `${by}: ${code} ${object} in ${corpus}`),
        [],
      );
      assert.ok(agreement(verdicts) >= AGREEMENT, `${agreement(verdicts)}`);
    });

    it("refuse of Istio's samples only what istioctl finds too, or the project's two core rules", () => {
      const others = samples().flatMap(({ name, manifests }) => {
        const objects = manifests.map(objectOf);
        return [...judge(objects, new Mesh(objects), active(enforce(rules)))]
          .filter(isJudgement)
          .filter(({ level, rule }) => level === "mandatory" && !["explicit-hosts", "istio-mutual"].includes(rule.name))
          .filter(({ rule, finding }) => !codesOf(rule, finding).some((code) => code.startsWith("IST")))
          .map(({ rule, finding }) => `${rule.name}: ${finding.object.title} in ${name}`);
      });
      assert.deepEqual(others, []);
    });
  });
}
