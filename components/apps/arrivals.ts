/**
 * Pod annotations that make a sidecar count the requests it hands to its app, which Istio leaves out by default.
 *
 * Only there can be seen what never reaches the caller: which version a request went to, how often it was retried,
 * a mirrored copy, or that it did not arrive at all. The counter is `cluster.inbound|PORT||;.upstream_rq_total`, PORT
 * being the container's (older releases have no `;`). It exists from the first request on. Probes are not in it:
 * the agent beside the sidecar asks the app directly.
 *
 * The annotation is a list separated by commas, so the expression must have none. It must match the whole name.
 */
export const countArrivals: Readonly<Record<string, string>> = {
  "sidecar.istio.io/statsInclusionRegexps": String.raw`cluster\.inbound\|[0-9]+\|\|;?\.upstream_rq_total`,
};
