import { z } from "zod";
import { flag, label, oneOf, port, section, text } from "../leaves";
import { checkTraffic } from "./checks";
import {
  changeableHeader,
  corsHeader,
  count,
  destinationHost,
  duration,
  durationOrOff,
  headerName,
  headerValue,
  labels,
  orOff,
  origin,
  pathMatch,
  regex,
  seconds,
  sessionLifetime,
  share,
  socketSeconds,
  status,
  textMatch,
  urlPath,
  wholePercent,
} from "./leaves";

/** Events after which Envoy may try again (istio: pkg/config/validation, supportedRetryOnPolicies), less those of Istio's own use. */
export const retryEvents = [
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "retriable-4xx",
  "refused-stream",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
] as const;

/** Failures that have a name in HTTP; Istio takes no other status (istio: validateHTTPRetry, by Go's http.StatusText). */
const failure = /^(?:4(?:0\d|1[0-8]|2[1-689]|31|51)|50[0-8]|51[01])$/;

const retryOn = () => {
  const error = `a comma-separated list of ${retryEvents.join(", ")} or HTTP statuses such as 503`;
  const known: readonly string[] = retryEvents;
  const isEvent = (word: string) => known.includes(word) || failure.test(word);
  return z.string({ error }).refine((value) => value.split(",").every(isEvent), { error });
};

/** A group by header, in which no header stands twice: case does not tell two apart. */
const byHeader = <Name extends z.ZodType<string, string>, Value extends z.ZodType>(
  name: Name,
  value: Value,
  error: string,
) =>
  z.record(name, value, { error }).refine(
    (group) => {
      const names = Object.keys(group).map((one) => one.toLowerCase());
      return new Set(names).size === names.length;
    },
    { error: `${error}, each header once whatever its case` },
  );

const headerValues = () => byHeader(changeableHeader(), headerValue(), "a group of headers and their values");
const headerChange = section({
  set: headerValues().optional(),
  add: headerValues().optional(),
  remove: z.array(changeableHeader(), { error: "a list of header names" }).optional(),
});
const headers = section({ request: headerChange.optional(), response: headerChange.optional() });

const rewrite = section({
  path: urlPath().optional(),
  regex: section({ match: regex(), substitution: text("what takes the place of the match, such as /\\1") }).optional(),
  host: destinationHost().optional(),
});

const redirect = section({
  path: urlPath().optional(),
  host: destinationHost().optional(),
  scheme: oneOf(["http", "https"]).optional(),
  port: port().optional(),
  status: z.literal([301, 302, 303, 307, 308], { error: "one of 301, 302, 303, 307, 308" }).default(301),
});

const retries = section({
  attempts: count(1).default(2),
  perTryTimeout: duration().optional(),
  retryOn: retryOn().optional(),
  backoff: duration().optional(),
});

const fault = section({
  abort: section({ percentage: share().default(100), status: status() }).optional(),
  delay: section({ percentage: share().default(100), duration: duration() }).optional(),
});

const subsetName = () => label("the name of a subset");

const mirror = section({
  subset: subsetName().optional(),
  host: destinationHost().optional(),
  port: port().optional(),
  percentage: share().default(100),
});

const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"] as const;

const corsHeaders = () => z.array(corsHeader(), { error: "a list of header names" });
const cors = section({
  allowOrigins: z.array(origin(), { error: "a list of origins" }).min(1, { error: "at least one origin" }),
  allowMethods: z.array(oneOf([...httpMethods, "*"]), { error: "a list of HTTP methods" }).optional(),
  allowHeaders: corsHeaders().optional(),
  exposeHeaders: corsHeaders().optional(),
  maxAge: seconds().optional(),
  allowCredentials: flag().optional(),
});

const weights = () => {
  const error = "a group of subsets and the share in percent of each, 0 to 100";
  return z.record(subsetName(), wholePercent(), { error });
};

/** What may be said for all calls to a service, and differently for those that a route matches. */
const rule = {
  weights: orOff(weights()).optional(),
  timeout: durationOrOff().optional(),
  retries: orOff(retries).optional(),
  fault: orOff(fault).optional(),
  mirror: orOff(mirror).optional(),
  cors: orOff(cors).optional(),
  headers: headers.optional(),
  rewrite: rewrite.optional(),
  redirect: redirect.optional(),
};

const match = section({
  path: pathMatch().optional(),
  method: oneOf(httpMethods).optional(),
  headers: byHeader(headerName(), textMatch(), "a group of headers and how each must read").optional(),
  withoutHeaders: byHeader(headerName(), textMatch(), "a group of headers and how none may read").optional(),
  query: z
    .record(text("the name of a query parameter"), textMatch(), { error: "a group of query parameters" })
    .optional(),
  source: section({ namespace: label("a namespace name").optional(), labels: labels().optional() }).optional(),
});

const route = section({
  name: label("a route name").optional(),
  match: z
    .array(match, { error: "a list of conditions, of which one must hold" })
    .min(1, { error: "at least one condition" }),
  ...rule,
});

/** The kernel takes no more: a connection with more fails. */
const probes = () => {
  const error = "a whole number, 1 to 127";
  return z.int({ error }).min(1, { error }).max(127, { error });
};

const keepalive = section({
  time: socketSeconds().optional(),
  interval: socketSeconds().optional(),
  probes: probes().optional(),
});

const connectionPool = section({
  maxConnections: count(1).optional(),
  connectTimeout: duration().optional(),
  idleTimeout: duration().optional(),
  keepalive: keepalive.optional(),
  maxPendingRequests: count(1).optional(),
  maxRequests: count(1).optional(),
  maxRequestsPerConnection: count(0).optional(),
  // Istio takes 0 for "not set", which is no limit at all.
  maxRetries: count(1).optional(),
  http2: flag().optional(),
});

const outlierDetection = section({
  consecutiveGatewayErrors: count(0).optional(),
  consecutive5xxErrors: count(0).optional(),
  interval: duration().optional(),
  baseEjectionTime: duration().optional(),
  // Istio takes 0 for "not set", which is 10.
  maxEjectionPercent: wholePercent(1).optional(),
  minHealthPercent: wholePercent().optional(),
});

const sessionAffinity = section({
  cookie: section({
    name: headerName(),
    ttl: sessionLifetime().optional(),
    path: urlPath().optional(),
  }).optional(),
  header: headerName().optional(),
  query: text("the name of a query parameter").optional(),
  source: z.literal(true, { error: "true" }).optional(),
});

const region = () => {
  const error = "the name of a region, without / and *";
  return z.string({ error }).regex(/^[^/*\s]+$/, { error });
};
const area = () => {
  const error = "a place as region, region/zone or region/zone/subzone, of which the last part may be *";
  return z.string({ error }).regex(/^(?:[^/*\s]+\/){0,2}(?:[^/*\s]+|\*)$/, { error });
};
const shares = () => z.record(area(), count(1), { error: "a group of places and the share in percent of each" });
const locality = section({
  failover: z
    .array(section({ from: region(), to: region() }), { error: "a list of regions, each with from and to" })
    .optional(),
  distribute: z
    .array(section({ from: area(), to: shares() }), { error: "a list of places, each with from and to" })
    .optional(),
  failoverPriority: z
    .array(text("a label such as topology.kubernetes.io/zone"), { error: "a list of labels" })
    .optional(),
});

const aggression = () => {
  const error = "a number above 0";
  return z.number({ error }).gt(0, { error });
};

const loadBalancing = section({
  simple: oneOf(["ROUND_ROBIN", "LEAST_REQUEST", "RANDOM", "PASSTHROUGH"]).optional(),
  sessionAffinity: sessionAffinity.optional(),
  locality: locality.optional(),
  warmup: section({
    duration: duration(),
    minimumPercent: share().optional(),
    aggression: aggression().optional(),
  }).optional(),
});

const tls = section({
  mode: oneOf(["ISTIO_MUTUAL", "SIMPLE", "DISABLE"]).default("ISTIO_MUTUAL"),
  sni: destinationHost().optional(),
  subjectAltNames: z.array(text("a name in the server's certificate"), { error: "a list of names" }).optional(),
});

/** What may be said for all pods of a service, and differently for those of a subset. */
const policy = {
  connectionPool: connectionPool.optional(),
  outlierDetection: orOff(outlierDetection).optional(),
  loadBalancing: loadBalancing.optional(),
};

const subset = section({ labels: labels(), ...policy });

const shape = section({
  subsets: z.record(subsetName(), subset, { error: "a group of subsets, each with its labels" }).optional(),
  ...rule,
  routes: z.array(route, { error: "a list of routes, each with match" }).optional(),
  ...policy,
  tls: tls.optional(),
});

/** Everything that holds for the traffic to one service: the settings behind exactly one VirtualService and one DestinationRule. */
export const trafficSettings = shape.superRefine(checkTraffic);

export type TrafficSettings = z.output<typeof shape>;
export type TrafficInput = z.input<typeof shape>;
export type RouteSettings = NonNullable<TrafficSettings["routes"]>[number];
export type MatchSettings = RouteSettings["match"][number];
/** What a route and the service as a whole have in common. */
export type RuleSettings = Pick<TrafficSettings, keyof typeof rule>;
export type PolicySettings = Pick<TrafficSettings, keyof typeof policy>;
export type TextMatch = z.output<ReturnType<typeof textMatch>>;
