import assert from "node:assert/strict";
import { reasonOf } from "../../policies/parity/differences";
import { AGREEMENT, agreement } from "../../policies/parity/report";
import { verdictsOf } from "../../policies/parity/run";
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
  });
}
