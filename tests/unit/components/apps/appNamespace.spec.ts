import assert from "node:assert/strict";
import { AppNamespace } from "../../../../components/apps/appNamespace";
import { platforms } from "../../../../components/platforms";
import type { NamespaceSettings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import { named, ofKind, record } from "../../support/recorder";

const settings: NamespaceSettings = { name: "shop", environment: "staging", injection: "enabled", owned: true };
const platform = platforms.kubernetes;

describe("A namespace of the mesh", () => {
  it("is created with its labels once the mesh is ready", async () => {
    const resources = await record(() => new AppNamespace("shop", { settings, platform, mesh: someMesh() }));
    const { inputs, dependencies } = named(resources, "shop-namespace");
    assert.deepEqual(inputs.metadata, {
      name: "shop",
      labels: { environment: "staging", "istio-injection": "enabled" },
    });
    assert.deepEqual(dependencies, [named(resources, "control-plane").urn]);
  });

  it("is only labelled where somebody else owns it, and then takes nothing along when deleted", async () => {
    let owned: unknown;
    const resources = await record(() => {
      ({ owned } = new AppNamespace("shop", { settings: { ...settings, owned: false }, platform, mesh: someMesh() }));
    });
    assert.equal(ofKind(resources, "Namespace").length, 0);
    assert.deepEqual(named(resources, "shop-labels").inputs.metadata.labels, {
      environment: "staging",
      "istio-injection": "enabled",
    });
    assert.equal(owned, undefined);
  });
});
