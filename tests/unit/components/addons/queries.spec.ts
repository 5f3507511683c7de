import assert from "node:assert/strict";
import { RE2JS } from "re2js";
import { envoyQueries, envoyStatistics, istioQueries } from "../../../../components/addons/queries";

const from = { workload: "productpage", namespace: "books" };
const reviews = "reviews.books.svc.cluster.local";

describe("Questions to Prometheus", () => {
  it("count calls from a workload to a host", () => {
    assert.equal(
      istioQueries.requests(from, reviews),
      'sum(istio_requests_total{reporter="source",source_workload="productpage",source_workload_namespace="books",destination_service="reviews.books.svc.cluster.local"})',
    );
    assert.equal(
      envoyQueries.requests(from, reviews),
      'sum(envoy_cluster_upstream_rq_total{workload="productpage",namespace="books",cluster_name=~"outbound[|][0-9]+[|][^|]*[|]reviews[.]books[.]svc[.]cluster[.]local"})',
    );
  });

  it("tell answers apart", () => {
    assert.match(istioQueries.answers(from, reviews, "5xx"), /,response_code=~"5\.\."}\)$/);
    assert.match(
      envoyQueries.answers(from, reviews, "5xx"),
      /^sum\(envoy_cluster_upstream_rq{.*,response_code_class="5xx"}\)$/,
    );
  });

  it("count what arrives", () => {
    assert.equal(
      istioQueries.arrivals(from),
      'sum(istio_requests_total{reporter="destination",destination_workload="productpage",destination_workload_namespace="books"})',
    );
    assert.equal(
      envoyQueries.arrivals(from),
      'sum(envoy_cluster_upstream_rq_total{workload="productpage",namespace="books",cluster_name=~"inbound[|].*"})',
    );
  });

  it("tell versions apart", () => {
    assert.match(istioQueries.versions(from, reviews), /^sum by \(destination_version\) \(istio_requests_total{/);
    assert.match(envoyQueries.versions(from, reviews), /^sum by \(cluster_name\) \(envoy_cluster_upstream_rq_total{/);
  });

  it("find Envoy's clusters of the host and its subsets, and no other's", () => {
    const regex = /cluster_name=~"([^"]+)"/.exec(envoyQueries.requests(from, reviews))?.[1] ?? "";
    const finds = (cluster: string) => RE2JS.compile(regex).matches(cluster);
    assert.ok(finds(`outbound|9080||${reviews}`));
    assert.ok(finds(`outbound|9080|v1|${reviews}`));
    assert.ok(!finds("inbound|9080||"));
    assert.ok(!finds("outbound|9080||reviews.booksXsvc.cluster.local"));
    assert.ok(!finds(`outbound|9080||my-${reviews}`));
  });
});

describe("Statistics that proxies keep for them", () => {
  const kept = (stat: string) => envoyStatistics.some((regex) => RE2JS.compile(regex).matches(stat));

  it("are those that the questions name", () => {
    for (const stat of ["total", "2xx", "3xx", "4xx", "5xx", "timeout", "pending_overflow"]) {
      assert.ok(kept(`cluster.outbound|9080|v1|${reviews};.upstream_rq_${stat}`), stat);
    }
    assert.ok(kept("cluster.inbound|9080||;.upstream_rq_total"));
    // Releases before 1.26 have no semicolon.
    assert.ok(kept("cluster.inbound|9080||.upstream_rq_total"));
    for (const fault of ["aborts", "delays"]) assert.ok(kept(`http.outbound_0.0.0.0_9080;.fault.${fault}_injected`));
  });

  it("are few", () => {
    for (const stat of ["upstream_rq_200", "upstream_rq_time", "upstream_cx_total", "membership_total"]) {
      assert.ok(!kept(`cluster.outbound|9080||${reviews};.${stat}`), stat);
    }
    assert.ok(!kept("cluster.xds-grpc.upstream_rq_total"));
  });
});
