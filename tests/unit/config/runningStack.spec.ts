import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "../../../config/runningStack";
import { withKubeconfig } from "../support/program";

describe("The running stack", () => {
  it("is read as the engine hands it over: groups and lists as JSON, what is empty as not set", async () => {
    await withKubeconfig((file) => {
      pulumi.runtime.setAllConfig({
        "istio-mesh:context": "",
        "istio-mesh:mesh": '{"traceSampling":100}',
        "istio-mesh:namespaces": '[{"name":"shop"}]',
        "istio-mesh:sockShop": "{}",
        "kubernetes:context": "somebody else's",
      });
      const { settings, target } = loadSettings();
      assert.equal(settings.mesh.traceSampling, 100);
      assert.equal(settings.namespaces[0]?.name, "shop");
      assert.equal(settings.sockShop, undefined);
      assert.deepEqual(target, { kubeconfig: file, context: undefined, defaults: {} });
      return Promise.resolve();
    });
  });

  it("is refused where no cluster is named and no local one was started", () => {
    const before = process.env.KUBECONFIG;
    delete process.env.KUBECONFIG;
    const folder = mkdtempSync(join(tmpdir(), "istio-mesh-"));
    try {
      pulumi.runtime.setAllConfig({});
      assert.throws(() => loadSettings(folder), {
        name: "ConfigError",
        message: [
          "The configuration of this stack is not valid:",
          "  istio-mesh:kubeconfig: found nothing; allowed: the path of a kubeconfig; run `make cluster` for a local cluster, or name your own here or in KUBECONFIG",
        ].join("\n"),
      });
    } finally {
      rmSync(folder, { recursive: true });
      if (before !== undefined) {
        process.env.KUBECONFIG = before;
      }
    }
  });
});
