import assert from "node:assert/strict";
import {
  beginning,
  counterOf,
  counterOfNonce,
  proxiesOf,
  unacknowledged,
  wasSent,
} from "../../../../commands/prove/distribution/proxies";

const envoy = "type.googleapis.com/envoy.config";

/** What an istiod 1.31 said of a sidecar, shortened by a few fields that repeat what is in `resources`. */
const recorded = {
  cluster_id: "Kubernetes",
  proxy: "carts-59f779c5cd-q7znt.sock-shop-with-mesh",
  proxy_type: "sidecar",
  istio_version: "1.31.0-dev",
  resources: {
    [`${envoy}.cluster.v3.Cluster`]: {
      sent: "2026-11-20T15:19:36Z/2290592c5c-89d6-4d97-93b6-5f5e15ae8d36",
      acked: "2026-11-20T15:19:36Z/2290592c5c-89d6-4d97-93b6-5f5e15ae8d36",
      sentTime: "2026-11-20T15:19:37.133825342Z",
    },
    [`${envoy}.route.v3.RouteConfiguration`]: {
      sent: "2026-11-20T15:19:43Z/3265712bd0-fe65-4ea5-a469-111c86a16171",
      acked: "2026-11-20T15:19:36Z/22d17619fc-53c4-417e-a652-c0c8d797b71b",
      sentTime: "2026-11-20T15:19:43.994305752Z",
    },
  },
};

const [carts] = proxiesOf([recorded]);
assert(carts);

describe("What istiod says of its proxies", () => {
  it("has a counter at the end of a push's version", () => {
    assert.equal(counterOf("2026-11-20T15:19:36Z/21"), 21);
    assert.equal(counterOf("2026-11-20T15:19:36+01:00/21"), 21);
    assert.equal(counterOf(""), 0, "before the first push");
  });

  it("has the counter before the UUID in a nonce, also where that begins with digits", () => {
    assert.equal(counterOfNonce("2026-11-20T15:19:36Z/2290592c5c-89d6-4d97-93b6-5f5e15ae8d36"), 22);
    assert.equal(counterOfNonce("2026-11-20T15:19:36Z/11112345678-89d6-4d97-93b6-5f5e15ae8d36"), 111);
    assert.equal(counterOfNonce("90592c5c-89d6-4d97-93b6-5f5e15ae8d36"), 0);
    assert.equal(counterOfNonce(""), 0);
  });

  it("tells which push a proxy was sent by what a push begins with", () => {
    assert.equal(beginning(carts), recorded.resources[`${envoy}.cluster.v3.Cluster`]?.sent);
    assert.equal(wasSent(carts, 22), true);
    assert.equal(wasSent(carts, 23), false, "routes were sent with 32, but what came before them may be older");
  });

  it("tells it by listeners where a proxy does not ask for clusters", () => {
    const grpc = { [`${envoy}.listener.v3.Listener`]: recorded.resources[`${envoy}.cluster.v3.Cluster`] };
    const [proxy] = proxiesOf([{ ...recorded, resources: grpc }]);
    assert.deepEqual(proxy && [wasSent(proxy, 22), wasSent(proxy, 23)], [true, false]);
  });

  it("tells that clusters were asked for and not sent", () => {
    const [proxy] = proxiesOf([{ ...recorded, resources: { [`${envoy}.cluster.v3.Cluster`]: {} } }]);
    assert(proxy);
    assert.equal(wasSent(proxy, 1), false);
    assert.deepEqual(unacknowledged(proxy), []);
  });

  it("tells nothing of one that has just connected, and nothing is to be told of a ztunnel", () => {
    const [sidecar, ztunnel] = proxiesOf([
      { proxy: "a.b", proxy_type: "sidecar" },
      { proxy: "a.b", proxy_type: "ztunnel" },
    ]);
    assert(sidecar && ztunnel);
    assert.equal(wasSent(sidecar, 1), false);
    assert.equal(wasSent(ztunnel, 1), true);
  });

  it("names the types that are not acknowledged, and what was refused of them", () => {
    assert.deepEqual(unacknowledged(carts), ["RouteConfiguration"]);
    const refused = { [`${envoy}.cluster.v3.Cluster`]: { sent: "b", acked: "a", lastError: "no such thing\n" } };
    const [proxy] = proxiesOf([{ ...recorded, resources: refused }]);
    assert.deepEqual(proxy && unacknowledged(proxy), ["Cluster (last refused: no such thing)"]);
  });
});
