import assert from "node:assert/strict";
import { assertRemoved, makeWell, names, objects, ours } from "./support";

export function down(): void {
  describe("make down", () => {
    it("leaves nothing of ours but the CRDs, and says so (H8)", async () => {
      const { output } = await makeWell("down");
      assert.match(output, /What stays: 15 custom resource definitions/);
      assertRemoved("validatingadmissionpolicy");
      assert.equal(ours("crd").length, 15);
    });

    it("purge removes the CRDs and what istiod left in every namespace (S2)", async () => {
      const { output } = await makeWell("purge");
      assert.match(output, /Removed 15 custom resource definitions/);
      assert.deepEqual(ours("crd"), []);
      assert.deepEqual(
        names(objects("configmap", "-A")).filter((name) => name.includes("istio")),
        [],
      );
    });

    it("both find nothing to do the second time", async () => {
      await makeWell("down");
      assert.match((await makeWell("purge")).output, /Removed 0 custom/);
    });
  });
}
