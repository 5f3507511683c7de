import assert from "node:assert/strict";
import { platforms } from "../../../../components/platforms";
import { ofKind, record } from "../../support/recorder";

const gateway = { namespace: "istio-system", service: "istio-ingressgateway" };

describe("On Kubernetes", () => {
  const { membership, exposeHosts } = platforms.kubernetes;

  it("a workload joins by the label of its namespace", () => {
    const none = { podLabels: {}, podAnnotations: {} };
    assert.deepEqual(membership("enabled"), { namespaceLabels: { "istio-injection": "enabled" }, ...none });
    assert.deepEqual(membership("disabled"), { namespaceLabels: { "istio-injection": "disabled" }, ...none });
    assert.deepEqual(membership({ revision: "canary" }), { namespaceLabels: { "istio.io/rev": "canary" }, ...none });
  });

  it("a host needs nothing beside the gateway's Service", async () => {
    assert.deepEqual(await record(() => exposeHosts("shop", ["shop.example.com"], gateway, {})), []);
  });
});

describe("On OpenShift", () => {
  const { membership, exposeHosts } = platforms.openshift;
  const inject = (value: string) => ({ "sidecar.istio.io/inject": value });

  it("a workload joins by its pods", () => {
    assert.deepEqual(membership("enabled"), {
      namespaceLabels: {},
      podLabels: inject("true"),
      podAnnotations: inject("true"),
    });
    assert.deepEqual(membership("disabled").podAnnotations, inject("false"));
    assert.deepEqual(membership({ revision: "canary" }).podLabels, { ...inject("true"), "istio.io/rev": "canary" });
  });

  it("each host gets a Route to the gateway's Service, in its namespace", async () => {
    const hosts = ["shop.apps.example.com", "kiali.apps.example.com"];
    const routes = ofKind(await record(() => exposeHosts("edge", hosts, gateway, {})), "Route");
    assert.deepEqual(
      routes.map(({ inputs }) => inputs.spec.host),
      hosts,
    );
    const { apiVersion, metadata, spec } = routes[0]!.inputs;
    assert.equal(apiVersion, "route.openshift.io/v1");
    assert.deepEqual(metadata, { name: "edge-shop.apps.example.com", namespace: "istio-system" });
    assert.deepEqual(spec, {
      host: "shop.apps.example.com",
      to: { kind: "Service", name: "istio-ingressgateway", weight: 100 },
      port: { targetPort: "http2" },
      wildcardPolicy: "None",
    });
  });
});
