/** Who calls or is called, as metrics name it. */
export interface Workload {
  /** Name of the Deployment. */
  workload: string;
  namespace: string;
}

/** Answers by the first digit of their status. */
export type StatusClass = "2xx" | "3xx" | "4xx" | "5xx";

/**
 * Questions to Prometheus that Istio's own metrics and Envoy's cluster statistics both answer. Each is a sum of counters: they
 * begin with the pods, so that what a load did is the difference of two answers, and over time `increase` or `rate` of it.
 * Hosts are full names: carts.shop.svc.cluster.local.
 */
export interface Queries {
  /** Calls that a workload made to a host. */
  requests: (from: Workload, host: string) => string;
  /** Calls that ended with such an answer, once for each call. */
  answers: (from: Workload, host: string, status: StatusClass) => string;
  /** Calls that arrived at a workload, whoever made them: a retry or a mirrored copy is one of its own. */
  arrivals: (at: Workload) => string;
  /** Calls that a workload made to a host, for each of the host's versions. */
  versions: (from: Workload, host: string) => string;
  /** Calls that were not answered in time. */
  timeouts: (from: Workload, host: string) => string;
  /** Calls that a circuit breaker refused. */
  overflows: (from: Workload, host: string) => string;
  /** Calls to any host that the caller's own proxy answered with an injected error. */
  aborts: (from: Workload) => string;
  /** Calls to any host that the caller's own proxy held back. */
  delays: (from: Workload) => string;
}

/** Questions that only Istio's own metrics answer. */
export interface IstioOnly {
  /** How many milliseconds calls of the last minute took, but for the slowest: 0.99 leaves one in a hundred out. */
  durations: (from: Workload, host: string, quantile: number) => string;
  /** Calls that arrived at a workload, by whether they came in mutual TLS: `mutual_tls` or `none`. */
  security: (at: Workload) => string;
}

const is = (label: string, value: string) => `${label}="${value}"`;
const fits = (label: string, regex: string) => `${label}=~"${regex}"`;
const sum = (metric: string, labels: string[], by = "") => `sum${by}(${metric}{${labels.join(",")}})`;

const source = ({ workload, namespace }: Workload) => [
  is("reporter", "source"),
  is("source_workload", workload),
  is("source_workload_namespace", namespace),
];
const istio = (labels: string[], by?: string) => sum("istio_requests_total", labels, by);
const toHost = (from: Workload, host: string, ...more: string[]) => [
  ...source(from),
  is("destination_service", host),
  ...more,
];
const arriving = ({ workload, namespace }: Workload) => [
  is("reporter", "destination"),
  is("destination_workload", workload),
  is("destination_workload_namespace", namespace),
];
/** Envoy's flags of a request; several are joined by commas. */
const flagged = (flag: string) => fits("response_flags", `(.*,)?${flag}(,.*)?`);

/**
 * Questions to Istio's metrics (https://istio.io/latest/docs/reference/config/metrics/). A call counts once at its caller,
 * however often it was tried, and also where its own proxy answered it.
 */
export const istioQueries: Queries & IstioOnly = {
  requests: (from, host) => istio(toHost(from, host)),
  answers: (from, host, status) => istio(toHost(from, host, fits("response_code", status.replace("xx", "..")))),
  arrivals: (at) => istio(arriving(at)),
  versions: (from, host) => istio(toHost(from, host), " by (destination_version) "),
  timeouts: (from, host) => istio(toHost(from, host, flagged("UT"))),
  overflows: (from, host) => istio(toHost(from, host, flagged("UO"))),
  aborts: (from) => istio([...source(from), flagged("FI")]),
  delays: (from) => istio([...source(from), flagged("DI")]),
  durations: (from, host, quantile) => {
    const buckets = `istio_request_duration_milliseconds_bucket{${toHost(from, host).join(",")}}`;
    return `histogram_quantile(${quantile},sum by (le) (rate(${buckets}[1m])))`;
  },
  security: (at) => istio(arriving(at), " by (connection_security_policy) "),
};

/** Labels of scrape.ts: the proxy of which workload it is. */
const proxy = ({ workload, namespace }: Workload) => [is("workload", workload), is("namespace", namespace)];
/** Istio names clusters of Envoy `outbound|PORT|SUBSET|HOST`. Brackets in the place of backslashes, which PromQL would want twice. */
const clusters = (host: string) => fits("cluster_name", `outbound[|][0-9]+[|][^|]*[|]${host.replaceAll(".", "[.]")}`);
const upstream = (stat: string, from: Workload, host: string, by?: string) =>
  sum(`envoy_cluster_upstream_rq_${stat}`, [...proxy(from), clusters(host)], by);

/**
 * Questions to Envoy's own statistics, for proxies without Istio's filter, such as the local cluster's stock Envoy. A call
 * counts each time that it is sent: with its retries, to a mirror too, and not where a fault or a circuit breaker answered it.
 * Only `answers` has it once, and without injected errors. The labels `cluster_name` and `response_code_class` come from
 * Istio's bootstrap (istio: tools/packaging/common/envoy_bootstrap.json, stats_tags).
 */
export const envoyQueries: Queries = {
  requests: (from, host) => upstream("total", from, host),
  answers: (from, host, status) =>
    sum("envoy_cluster_upstream_rq", [...proxy(from), clusters(host), is("response_code_class", status)]),
  arrivals: (at) => sum("envoy_cluster_upstream_rq_total", [...proxy(at), fits("cluster_name", "inbound[|].*")]),
  versions: (from, host) => upstream("total", from, host, " by (cluster_name) "),
  timeouts: (from, host) => upstream("timeout", from, host),
  overflows: (from, host) => upstream("pending_overflow", from, host),
  aborts: (from) => sum("envoy_http_fault_aborts_injected", proxy(from)),
  delays: (from) => sum("envoy_http_fault_delays_injected", proxy(from)),
};

/**
 * Statistics that proxies must keep for envoyQueries, as whole names (RE2): Istio leaves nearly all of Envoy's out. For
 * `proxyStatsMatcher.inclusionRegexps` of a proxy's configuration.
 */
export const envoyStatistics: readonly string[] = [
  String.raw`cluster\.(in|out)bound.*upstream_rq_(total|[1-5]xx|timeout|pending_overflow)`,
  String.raw`http\..*fault\.(aborts|delays)_injected`,
];
