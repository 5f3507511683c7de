import { keepStats } from "../proxyStats";

/**
 * Pod annotations that make a sidecar count the requests it hands to its app, which Istio leaves out by default.
 *
 * Only there can be seen what never reaches the caller: which version a request went to, how often it was retried,
 * a mirrored copy, or that it did not arrive at all. The counter is `cluster.inbound|PORT||;.upstream_rq_total`, PORT
 * being the container's (older releases have no `;`). It exists from the first request on. Probes are not in it:
 * the agent beside the sidecar asks the app directly.
 */
export const countArrivals = keepStats(String.raw`cluster\.inbound\|[0-9]+\|\|;?\.upstream_rq_total`);
