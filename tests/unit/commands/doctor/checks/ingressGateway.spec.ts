import assert from "node:assert/strict";
import {
  ingressGateway,
  judgeIngressGateway,
  type IngressObjects,
} from "../../../../../commands/doctor/checks/ingressGateway";
import type { EndpointSlice } from "../../../../../commands/doctor/objects";
import { brief, cluster, deployment, gatewayPod, ingress, outputs, steps } from "../objects";

describe("doctor: the ingress gateway", () => {
  const service = (spec = {}, status = {}) => ({
    metadata: { name: "istio-ingressgateway", namespace: "istio-system" },
    spec: { type: "NodePort", ...spec },
    status,
  });
  const slice = (endpoints: EndpointSlice["endpoints"], name = "istio-ingressgateway"): EndpointSlice => ({
    metadata: { name, namespace: "istio-system", labels: { "kubernetes.io/service-name": name } },
    endpoints,
  });
  const endpoint = (address: string, pod: string, ready = true) => ({
    addresses: [address],
    conditions: { ready },
    targetRef: { name: pod },
  });
  const good: IngressObjects = {
    ingress,
    pods: [gatewayPod()],
    deployments: [deployment("istio-ingressgateway", ingress.selector)],
    services: [service()],
    slices: [slice([endpoint("10.0.0.1", "gateway-1")]), slice([endpoint("10.0.0.2", "istiod")], "istiod")],
  };
  const judge = (changes: Partial<IngressObjects> = {}) => judgeIngressGateway({ ...good, ...changes });
  const unready = { conditions: [{ type: "Ready", status: "False" }] };

  it("is well with ready pods behind its Service", () => {
    assert.deepEqual(judge(), {
      summary: "1 pod ready, 1 endpoint of istio-system/istio-ingressgateway",
      findings: [],
    });
  });

  it("counts a pod of two address families once", () => {
    const slices = [slice([endpoint("10.0.0.1", "gateway-1")]), slice([endpoint("fd00::1", "gateway-1")])];
    assert.match(judge({ slices }).summary, /, 1 endpoint of/);
  });

  it("is in error when a pod is not ready, whose missing endpoint is not said again", () => {
    const result = judge({
      pods: [gatewayPod("gateway-1", { status: unready })],
      slices: [slice([endpoint("10.0.0.1", "gateway-1", false)])],
    });
    assert.deepEqual(brief(result), ["error Pod istio-system/gateway-1: running, not ready"]);
  });

  it("is in error when it was scaled to nothing", () => {
    const result = judge({ pods: [], deployments: [deployment("gw", ingress.selector, 0, 0)], slices: [slice(null)] });
    assert.deepEqual(brief(result), ["error Deployment istio-system/gw: scaled to no pods"]);
    assert.deepEqual(steps(result), ["kubectl scale deployment -n istio-system gw --replicas=1"]);
  });

  it("is in error when its Deployment makes no pods", () => {
    const result = judge({ pods: [], slices: [] });
    assert.deepEqual(brief(result), ["error Deployment istio-system/istio-ingressgateway: no pod"]);
    assert.match(steps(result).join(), /^kubectl describe deployment,replicaset .* -l istio=ingressgateway$/);
  });

  it("is in error when its Deployment is gone", () => {
    const result = judge({ pods: [], deployments: [], slices: [] });
    assert.deepEqual(brief(result), ["error Pods istio-system istio=ingressgateway: no pod"]);
    assert.match(steps(result).join(), /name=istio-ingressgateway .*kubectl create/);
  });

  it("is in error when its Service is gone, or takes none of its ready pods", () => {
    assert.deepEqual(brief(judge({ services: [] })), [
      "error Service istio-system/istio-ingressgateway: it is not there",
    ]);
    for (const slices of [[], [slice(null)], [slice([])]]) {
      assert.deepEqual(brief(judge({ slices })), [
        "error Service istio-system/istio-ingressgateway: no ready endpoint",
      ]);
    }
  });

  it("is a warning while a load balancer gives no address", () => {
    const pending = judge({ services: [service({ type: "LoadBalancer" }, { loadBalancer: {} })] });
    assert.deepEqual(brief(pending), [
      "warning Service istio-system/istio-ingressgateway: no address from a load balancer",
    ]);
    const served = service({ type: "LoadBalancer" }, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } });
    assert.deepEqual(judge({ services: [served] }).findings, []);
  });

  it("is not looked for where the stack has none", async () => {
    const result = await ingressGateway.run({
      cluster: cluster({}),
      outputs: { ...outputs, ingressGateway: undefined },
    });
    assert.deepEqual(result, { summary: "this stack has none", findings: [], skipped: true });
  });

  it("is put together from what the cluster lists", async () => {
    const { pods, deployments, services, slices } = good;
    const asked = cluster({ pods, deployments, services, "endpointslices.discovery.k8s.io": slices });
    assert.deepEqual(await ingressGateway.run({ cluster: asked, outputs }), judge());
  });
});
