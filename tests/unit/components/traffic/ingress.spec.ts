import assert from "node:assert/strict";
import { platforms } from "../../../../components/platforms";
import { IngressHosts } from "../../../../components/traffic/ingress";
import type { Settings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import { named, ofKind, record } from "../../support/recorder";

async function expose(on: Settings["platform"]) {
  let reference = "";
  const resources = await record(() => {
    const { ingress, ready } = someMesh();
    const hosts = ["shop.example.com"];
    const args = { gateway: "shop-gateway", namespace: "shop", hosts, platform: platforms[on], after: ready };
    ({ reference } = new IngressHosts("edge", { ...args, ingress: ingress! }));
  });
  return { resources, reference };
}

describe("Hosts at the edge of the mesh", () => {
  it("share one Gateway at the gateway's pods, and nothing else on Kubernetes", async () => {
    const { resources, reference } = await expose("kubernetes");
    const { inputs, dependencies } = named(resources, "edge-gateway");
    assert.equal(inputs.metadata.name, "shop-gateway");
    assert.equal(inputs.metadata.namespace, "shop");
    assert.deepEqual(inputs.spec, {
      selector: { istio: "ingressgateway" },
      servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["shop.example.com"] }],
    });
    assert.deepEqual(dependencies, [named(resources, "control-plane").urn]);
    assert.equal(reference, "shop/shop-gateway");
    assert.equal(ofKind(resources, "Route").length, 0);
  });

  it("get a Route each on OpenShift", async () => {
    const { resources } = await expose("openshift");
    assert.deepEqual(named(resources, "edge-route-shop.example.com").inputs.metadata, {
      name: "edge-shop.example.com",
      namespace: "istio-system",
    });
  });
});
