import assert from "node:assert/strict";
import { countArrivals } from "../../../../components/apps/arrivals";

describe("The annotation that counts arrivals", () => {
  const { proxyStatsMatcher } = JSON.parse(countArrivals["proxy.istio.io/config"] ?? "{}") as {
    proxyStatsMatcher?: { inclusionRegexps?: string[] };
  };
  const [expression = "", ...others] = proxyStatsMatcher?.inclusionRegexps ?? [];
  /** Envoy matches the whole name of a statistic. */
  const keeps = (statistic: string) => new RegExp(`^(?:${expression})$`).test(statistic);

  it("is the proxy's configuration, with one expression", () => {
    assert.deepEqual(Object.keys(countArrivals), ["proxy.istio.io/config"]);
    assert.deepEqual(others, []);
  });

  for (const statistic of ["cluster.inbound|8079||;.upstream_rq_total", "cluster.inbound|80||.upstream_rq_total"]) {
    it(`keeps ${statistic}`, () => assert.ok(keeps(statistic)));
  }

  for (const statistic of [
    "cluster.inbound|8079||;.upstream_rq_time",
    "cluster.inbound|8079||;.upstream_rq_total_more",
    "cluster.inbound|8079||;.external.upstream_rq_total",
    "cluster.outbound|80||carts.shop.svc.cluster.local;.upstream_rq_total",
    "cluster.PassthroughCluster;.upstream_rq_total",
    "cluster.xds-grpc;.upstream_rq_total",
  ]) {
    it(`leaves out ${statistic}`, () => assert.ok(!keeps(statistic)));
  }
});
