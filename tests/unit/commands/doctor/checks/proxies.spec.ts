import assert from "node:assert/strict";
import { judgeProxies, proxies, type ProxyStatus } from "../../../../../commands/doctor/checks/proxies";
import type { Pod } from "../../../../../commands/doctor/objects";
import { brief, cluster, gatewayPod, istiodPod, outputs, pod, steps } from "../objects";

describe("doctor: proxies", () => {
  const proxy = (address?: string) => ({ name: "istio-proxy", env: [{ name: "CA_ADDR", value: address }] });
  const carts = pod("shop/carts-1", { containers: [{ name: "app" }, proxy("istiod.istio-system.svc:15012")] });
  const status = (name: string, changes: Partial<ProxyStatus> = {}): ProxyStatus => ({
    proxy: name,
    proxy_type: "sidecar",
    cluster_sent: "c1",
    cluster_acked: "c1",
    listener_sent: "l1",
    listener_acked: "l1",
    route_sent: "r1",
    route_acked: "r1",
    endpoint_sent: "e1",
    endpoint_acked: "e1",
    ...changes,
  });
  const judge = (pods: Pod[], statuses: ProxyStatus[]) => judgeProxies({ pods, statuses, namespace: "istio-system" });

  it("are well when they have taken all that was sent, to whichever istiod they are connected", () => {
    const statuses = [status("carts-1.shop"), status("gateway-1.istio-system", { proxy_type: "router" })];
    const result = judge([carts, gatewayPod(), pod("shop/plain")], statuses);
    assert.deepEqual(result, { summary: "2 proxies in sync", findings: [] });
    assert.equal(judge([carts], statuses).summary, "1 proxy in sync");
  });

  it("are well without routes, when there are none to ask for", () => {
    const none = { route_sent: undefined, route_acked: undefined, endpoint_sent: "", endpoint_acked: "" };
    assert.deepEqual(judge([carts], [status("carts-1.shop", none)]).findings, []);
  });

  it("are in error when they are behind", () => {
    const behind = status("carts-1.shop", { listener_sent: "l2", route_acked: undefined });
    const result = judge([carts], [behind]);
    assert.equal(result.summary, "1 of 1 proxy not in sync");
    assert.deepEqual(brief(result), ["error Pod shop/carts-1: STALE (listener, route)"]);
    assert.ok(steps(result).includes("istioctl proxy-status carts-1.shop"));
    assert.ok(steps(result).includes("kubectl get pod -n shop carts-1 -o yaml | kubectl replace --force -f -"));
  });

  it("say what Envoy refused, and are then not to be restarted", () => {
    const resources = { cluster: { lastError: "malformed\n IP address" }, listener: {} };
    const result = judge([carts], [status("carts-1.shop", { cluster_sent: "c2", resources })]);
    assert.deepEqual(result.findings[0]?.causes, ["Envoy refused it: malformed IP address"]);
    assert.ok(!steps(result).some((step) => step.includes("replace")));
    assert.ok(steps(result).includes("kubectl get envoyfilters,wasmplugins -A"));
  });

  it("are in error when they were sent nothing", () => {
    const unsent = status("carts-1.shop", { cluster_sent: undefined, cluster_acked: undefined, listener_sent: "" });
    assert.deepEqual(brief(judge([carts], [unsent])), ["error Pod shop/carts-1: NOT SENT (cluster, listener)"]);
  });

  it("are in error when no istiod knows them", () => {
    const result = judge([carts], [status("other-1.shop")]);
    assert.deepEqual(brief(result), ["error Pod shop/carts-1: its proxy is not connected to istiod"]);
    assert.ok(steps(result).includes("kubectl logs -n shop carts-1 -c istio-proxy --tail=50"));
  });

  it("are well when they have just changed from one istiod to another", () => {
    const old = status("carts-1.shop", { cluster_sent: "c2" });
    assert.deepEqual(judge([carts], [old, status("carts-1.shop")]).findings, []);
  });

  it("are left to their own istiod when that is another mesh's", () => {
    const foreign = pod("shop/a", { containers: [proxy("istiod-v2.other-mesh.svc:15012")] });
    assert.equal(judge([foreign], []).summary, "0 proxies in sync");
    const certificates = pod("shop/b", { containers: [proxy("cert-manager-istio-csr.cert-manager.svc:443")] });
    assert.equal(judge([certificates], []).findings.length, 1);
  });

  it("are not asked for while they start or end, nor for types of other kinds of proxy", () => {
    const pending = pod("shop/a", { containers: [proxy()], status: { phase: "Pending" } });
    assert.deepEqual(judge([pending, pod("shop/b", { containers: [proxy()], deleted: true })], []).findings, []);
    const ztunnel = { proxy: "carts-1.shop", proxy_type: "ztunnel" };
    assert.deepEqual(judge([carts], [ztunnel]).findings, []);
  });

  describe("in the cluster", () => {
    const exec = (name: string) =>
      `kubectl exec -n istio-system ${name} -c discovery -- /usr/local/bin/pilot-discovery`;

    it("are asked of every istiod", async () => {
      const asked = cluster(
        { pods: [istiodPod("istiod-1"), istiodPod("istiod-2"), carts, gatewayPod()] },
        {
          [exec("istiod-1")]: JSON.stringify([status("carts-1.shop")]),
          [exec("istiod-2")]: JSON.stringify([status("gateway-1.istio-system")]),
        },
      );
      assert.equal((await proxies.run({ cluster: asked, outputs })).summary, "2 proxies in sync");
    });

    it("are looked at again when they seem to be behind: a push may be under way", async () => {
      let times = 0;
      const said = () => JSON.stringify([status("carts-1.shop", times++ === 0 ? { cluster_sent: "c2" } : {})]);
      const asked = cluster({ pods: [istiodPod(), carts] }, { [exec("istiod-1")]: said });
      assert.deepEqual((await proxies.run({ cluster: asked, outputs })).findings, []);
      assert.equal(times, 2);
    });

    it("are all unknown to an istiod without any", async () => {
      const asked = cluster({ pods: [istiodPod(), carts] }, { [exec("istiod-1")]: "null" });
      assert.equal((await proxies.run({ cluster: asked, outputs })).findings.length, 1);
    });

    it("are not checked without an istiod, which another check says", async () => {
      const stopped = istiodPod("istiod-1", { status: { phase: "Pending" } });
      const result = await proxies.run({ cluster: cluster({ pods: [stopped, carts] }), outputs });
      assert.deepEqual([result.skipped, result.findings], [true, []]);
    });
  });
});
