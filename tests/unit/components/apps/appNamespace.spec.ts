import assert from "node:assert/strict";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { AppNamespace, enroll } from "../../../../components/apps/appNamespace";
import type { Member, Mesh } from "../../../../components/mesh/mesh";
import type { Platform } from "../../../../components/platforms";
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

  it("carries the labels by which the control plane finds it", async () => {
    const mesh = { namespaceLabels: { "istio-discovery": "enabled" } };
    const resources = await record(() => {
      new AppNamespace("shop", { settings, platform, mesh: { ...someMesh(), ...mesh } });
    });
    assert.deepEqual(named(resources, "shop-namespace").inputs.metadata.labels, {
      environment: "staging",
      "istio-discovery": "enabled",
      "istio-injection": "enabled",
    });
  });

  it("gets the rights that its platform asks for, before any workload comes", async () => {
    const resources = await record(() => {
      const admitting: Platform = {
        ...platform,
        admit: (name, { namespace, injection, owned }, opts) => {
          assert.deepEqual([namespace, injection, owned !== undefined], ["shop", "enabled", true]);
          return [new ConfigMap(`${name}-right`, {}, opts)];
        },
      };
      const namespace = new AppNamespace("shop", { settings, platform: admitting, mesh: someMesh() });
      new ConfigMap("workload", {}, { dependsOn: namespace.ready });
    });
    const urn = (name: string) => named(resources, name).urn;
    assert.deepEqual(named(resources, "shop-right").dependencies, [urn("shop-namespace"), urn("control-plane")]);
    assert.ok(named(resources, "workload").dependencies.includes(urn("shop-right")));
  });

  it("is enrolled where the control plane keeps a list, before any workload comes", async () => {
    let members: readonly Member[] = [];
    const resources = await record(() => {
      const mesh: Mesh = {
        ...someMesh(),
        enroll(given) {
          members = given;
          return [new ConfigMap("roll", {}, { dependsOn: given.map(({ resource }) => resource) })];
        },
      };
      const namespace = new AppNamespace("shop", { settings, platform, mesh });
      const outside: NamespaceSettings = { ...settings, name: "outside", injection: "disabled" };
      enroll([namespace, new AppNamespace("outside", { settings: outside, platform, mesh })], mesh);
      new ConfigMap("workload", {}, { dependsOn: namespace.ready });
    });
    assert.deepEqual(
      members.map(({ name }) => name),
      ["shop"],
    );
    const urn = (name: string) => named(resources, name).urn;
    assert.deepEqual(named(resources, "roll").dependencies, [urn("shop-namespace")]);
    assert.ok(named(resources, "workload").dependencies.includes(urn("roll")));
  });
});
