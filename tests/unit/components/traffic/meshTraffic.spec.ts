import assert from "node:assert/strict";
import { platforms } from "../../../../components/platforms";
import { meshTraffic } from "../../../../components/traffic/meshTraffic";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import { named, ofKind, record } from "../../support/recorder";

const egress = { namespace: "istio-system", service: "istio-egressgateway", selector: { istio: "egressgateway" } };

function trafficOf(raw: RawSettings, change: object = {}) {
  return record(() => {
    const settings = parseSettings({ namespaces: [{ name: "shop" }], ...raw });
    const mesh = { ...someMesh(), ...change };
    meshTraffic({ settings, mesh, platform: platforms[settings.platform], after: () => mesh.ready }, {});
  });
}

describe("All traffic of the mesh", () => {
  const app = { name: "web", namespace: "shop", image: "team/web:1", host: "web.example.com" };

  it("is a Gateway for each host, and rules for each service", async () => {
    const resources = await trafficOf({ apps: [{ ...app, tls: { secret: "web" } }] });
    assert.deepEqual(
      resources
        .filter(({ type }) => type.startsWith("kubernetes:networking"))
        .map(({ name }) => name)
        .sort(),
      [
        "shop/web-ingress-gateway",
        "shop/web-traffic-destination-rule",
        "shop/web-traffic-virtual-service",
        "shop/web-traffic-virtual-service-outside",
      ],
    );
    const { inputs } = named(resources, "shop/web-ingress-gateway");
    assert.deepEqual(inputs.metadata.name, "web-gateway");
    assert.equal(inputs.spec.servers.length, 2);
  });

  it("keeps an app's rules within the mesh as they are when it gets a host", async () => {
    const inner = { ...app, host: undefined };
    const rules = async (one: object) =>
      ofKind(await trafficOf({ apps: [one] }), "VirtualService").find(({ inputs }) => inputs.metadata.name === "web");
    const [before, after] = [await rules(inner), await rules(app)];
    assert.deepEqual([after?.urn, after?.inputs], [before?.urn, before?.inputs]);
  });

  it("has Routes on OpenShift under names that Kubernetes takes", async () => {
    const resources = await trafficOf({ platform: "openshift", apps: [app] });
    assert.deepEqual(
      ofKind(resources, "Route").map(({ inputs }) => inputs.metadata.name),
      ["web.example.com"],
    );
  });

  it("has no Gateway where the mesh has none", async () => {
    const services = [{ name: "old", namespace: "legacy", host: "old.example.com" }];
    const resources = await trafficOf({ services }, { ingress: undefined });
    assert.equal(ofKind(resources, "Gateway").length, 0);
  });

  it("says for each namespace that asks for it what its sidecars do with unknown hosts", async () => {
    const resources = await trafficOf({
      namespaces: [
        { name: "shop", outboundTraffic: "REGISTRY_ONLY" },
        { name: "open", outboundTraffic: "ALLOW_ANY" },
        { name: "as-the-mesh" },
      ],
    });
    assert.deepEqual(
      ofKind(resources, "Sidecar").map(({ name, inputs: { metadata, spec } }) => [
        name,
        metadata.name,
        metadata.namespace,
        spec,
      ]),
      [
        ["shop-outbound", "default", "shop", { outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } }],
        ["open-outbound", "default", "open", { outboundTrafficPolicy: { mode: "ALLOW_ANY" } }],
      ],
    );
    assert.deepEqual(named(resources, "shop-outbound").dependencies, [named(resources, "control-plane").urn]);
  });

  it("has the hosts outside of it, through the egress gateway that it has", async () => {
    const external = { name: "api", namespace: "shop", host: "api.example.org", egressGateway: true };
    const settings = { mesh: { components: { egressGateway: true } }, externalServices: [external] };
    const resources = await trafficOf(settings, { egress });
    assert.deepEqual(
      resources
        .filter(({ type }) => type.startsWith("kubernetes:networking"))
        .map(({ name }) => name)
        .sort(),
      [
        "external-egress-destination-rule",
        "external-shop/api-gateway",
        "external-shop/api-service-entry",
        "external-shop/api-virtual-service",
      ],
    );
  });

  it("is written in the version that the control plane serves", async () => {
    const networking = "networking.istio.io/v1alpha3";
    const settings = {
      sockShop: { namespace: "shop", host: "shop.example.com" },
      externalServices: [{ name: "api", namespace: "shop", host: "api.example.org" }],
      namespaces: [{ name: "shop", outboundTraffic: "REGISTRY_ONLY" }],
    };
    const resources = await trafficOf(settings, { networking });
    const written = resources.filter(({ type }) => type.startsWith("kubernetes:networking"));
    assert.deepEqual([...new Set(written.map(({ inputs }) => inputs.apiVersion))], [networking]);
    const kinds = [...new Set(written.map(({ inputs }) => (inputs as { kind?: string }).kind))].sort();
    assert.deepEqual(kinds, ["DestinationRule", "Gateway", "ServiceEntry", "Sidecar", "VirtualService"]);
  });
});
