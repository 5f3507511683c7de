import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import * as istio from "../../components/istio";

describe("a typed Istio resource", () => {
  const registered: MockResourceArgs[] = [];

  before(async () => {
    await pulumi.runtime.setMocks({
      newResource: (args) => {
        registered.push(args);
        return { id: args.name, state: args.inputs as Record<string, unknown> };
      },
      call: () => ({}),
    });
  });

  async function register(make: () => pulumi.CustomResource): Promise<MockResourceArgs | undefined> {
    const { urn } = make();
    await new Promise((resolve) => urn.apply(resolve));
    return registered.at(-1);
  }

  const metadata = { name: "carts", namespace: "shop" };
  /** Deleted at once: see IstioResource. */
  const annotations = { "pulumi.com/deletionPropagationPolicy": "background" };
  const spec: istio.DestinationRuleSpec = { host: "carts", trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } };

  it("is a custom resource of its kind at the newest version", async () => {
    const resource = await register(() => new istio.DestinationRule("carts", { metadata, spec }));
    assert.equal(resource?.type, "kubernetes:networking.istio.io/v1:DestinationRule");
    assert.deepEqual(resource.inputs, {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { ...metadata, annotations },
      spec,
    });
  });

  it("takes an older version for an older control plane", async () => {
    const apiVersion = "networking.istio.io/v1beta1";
    const resource = await register(() => new istio.DestinationRule("old", { apiVersion, metadata, spec }));
    assert.equal(resource?.type, "kubernetes:networking.istio.io/v1beta1:DestinationRule");
    assert.deepEqual(resource.inputs, {
      apiVersion,
      kind: "DestinationRule",
      metadata: { ...metadata, annotations },
      spec,
    });
  });
});
