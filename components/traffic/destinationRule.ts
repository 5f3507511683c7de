import type { PolicySettings, TrafficSettings } from "../../config/traffic/schema";
import type { DestinationRuleSpec, DestinationRuleTrafficPolicyLoadBalancer } from "../istio";
import { given } from "./given";

/**
 * A pod that five times in a row could not be reached, or answered as a gateway does for a dead server (502, 503, 504),
 * gets no calls for 30 s; never more than half of the pods, and never the only one.
 */
const defaultOutlierDetection = {
  consecutiveGatewayErrors: 5,
  consecutive5xxErrors: 0,
  interval: "10s",
  baseEjectionTime: "30s",
  maxEjectionPercent: 50,
  // Below this share of healthy pods all of them get calls again: a service is never cut off as a whole.
  minHealthPercent: 50,
};

/** What is said, laid over the defaults. */
const detection = (said: Exclude<PolicySettings["outlierDetection"], "off">) => ({
  ...defaultOutlierDetection,
  ...given(said ?? {}),
});

/** The spec of a DestinationRule: what holds for all pods of a host, and its subsets. */
export function destinationRuleSpec(
  host: string,
  traffic: TrafficSettings,
  versions: readonly string[],
): DestinationRuleSpec {
  const { tls } = traffic;
  const ofVersions = versions.map((version) => [version, { labels: { version } }] as const);
  const subsets = Object.entries({ ...Object.fromEntries(ofVersions), ...traffic.subsets });
  const outliers = traffic.outlierDetection;
  return {
    host,
    trafficPolicy: {
      ...policySpec(traffic),
      ...(outliers === "off" ? {} : { outlierDetection: detection(outliers) }),
      tls: given({ mode: tls?.mode ?? "ISTIO_MUTUAL", sni: tls?.sni, subjectAltNames: tls?.subjectAltNames }),
    },
    ...(subsets.length > 0 ? { subsets: subsets.map(([name, subset]) => subsetSpec(name, subset)) } : {}),
  };
}

/** A subset takes over what it does not say itself from the rule as a whole. */
function subsetSpec(name: string, { labels, ...policy }: { labels: Record<string, string> } & PolicySettings) {
  const { outlierDetection } = policy;
  const none = { consecutiveGatewayErrors: 0, consecutive5xxErrors: 0 };
  const trafficPolicy = {
    ...policySpec(policy),
    ...(outlierDetection ? { outlierDetection: outlierDetection === "off" ? none : detection(outlierDetection) } : {}),
  };
  return { name, labels, ...(Object.keys(trafficPolicy).length > 0 ? { trafficPolicy } : {}) };
}

function policySpec({ connectionPool, loadBalancing }: PolicySettings) {
  return given({
    connectionPool: connectionPool && poolSpec(connectionPool),
    loadBalancer: loadBalancing && loadBalancerSpec(loadBalancing),
  });
}

function poolSpec(pool: NonNullable<PolicySettings["connectionPool"]>) {
  const tcp = given({
    maxConnections: pool.maxConnections,
    connectTimeout: pool.connectTimeout,
    tcpKeepalive: pool.keepalive && given(pool.keepalive),
  });
  const http = given({
    idleTimeout: pool.idleTimeout,
    http1MaxPendingRequests: pool.maxPendingRequests,
    http2MaxRequests: pool.maxRequests,
    maxRequestsPerConnection: pool.maxRequestsPerConnection,
    maxRetries: pool.maxRetries,
    h2UpgradePolicy:
      pool.http2 === undefined ? undefined : pool.http2 ? ("UPGRADE" as const) : ("DO_NOT_UPGRADE" as const),
  });
  const filled = (group: object) => Object.keys(group).length > 0;
  return { ...(filled(tcp) ? { tcp } : {}), ...(filled(http) ? { http } : {}) };
}

function loadBalancerSpec({
  simple,
  sessionAffinity,
  locality,
  warmup,
}: NonNullable<PolicySettings["loadBalancing"]>): DestinationRuleTrafficPolicyLoadBalancer {
  return given({
    simple,
    consistentHash: sessionAffinity && hashSpec(sessionAffinity),
    localityLbSetting: locality && { enabled: true, ...given(locality) },
    warmup: warmup && given(warmup),
  });
}

type Affinity = NonNullable<NonNullable<PolicySettings["loadBalancing"]>["sessionAffinity"]>;

function hashSpec({ cookie, header, query, source }: Affinity) {
  return given({
    // With a lifetime, even 0s, Envoy gives the cookie out where a caller has none.
    httpCookie: cookie && given({ ttl: "0s", ...given(cookie) }),
    httpHeaderName: header,
    httpQueryParameterName: query,
    useSourceIp: source,
  });
}
