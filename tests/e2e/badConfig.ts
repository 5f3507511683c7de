import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { clusterFolder } from "../../cluster/layout";
import { make, makeWell, stackFile } from "./support";

export function badConfig(): void {
  describe("a bad stack file", () => {
    before("no cluster", () => makeWell("cluster-down"));

    it("ends in under 5 seconds with every problem by its key, before a cluster is even started", async () => {
      await makeWell("preview", { STACK_FILE: stackFile("bad") }).catch(() => undefined); // npm ci and bundles are done
      const { code, output, seconds } = await make("up", { STACK_FILE: stackFile("bad") });
      assert.notEqual(code, 0);
      for (const key of [
        "istio-mesh:mehs",
        "istio-mesh:mesh.version",
        "istio-mesh:mesh.traceSampling",
        "istio-mesh:mesh.gateway.httpPort",
        "istio-mesh:namespaces[0].name",
        "istio-mesh:sockShop.host",
      ]) {
        assert.ok(output.includes(key), `${key} is not named in:\n${output}`);
      }
      assert.ok(seconds < 5, `it took ${seconds} s`);
      assert.ok(!existsSync(clusterFolder), "a cluster was started");
    });
  });
}
