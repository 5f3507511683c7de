import fc from "fast-check";
import type { TrafficInput } from "../../config/traffic/schema";
import { regex } from "../../config/traffic/leaves";
import { retryEvents, trafficSettings } from "../../config/traffic/schema";

/**
 * Traffic settings of every shape that the schema takes: each field, its limits, and texts with whatever characters are
 * allowed there. What only shows between fields is right by construction; a last filter takes out the rest.
 */

/** A group of which any key may be missing, or there without a value, as a program may give it. */
export function group<T extends object>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: (keyof T & string)[] = [],
) {
  const keys = Object.entries<fc.Arbitrary<unknown>>(model).map(([key, value]) => {
    const given = required.includes(key as keyof T & string) ? value : fc.option(value, { nil: undefined, freq: 9 });
    return [key, given];
  });
  return fc.record(Object.fromEntries(keys) as typeof model, { requiredKeys: required }) as fc.Arbitrary<Partial<T>>;
}

const off = fc.constant("off" as const);
const orOff = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 1, arbitrary: off }, { weight: 5, arbitrary: value });
const list = <T>(value: fc.Arbitrary<T>, minLength = 0, maxLength = 3) => fc.array(value, { minLength, maxLength });

/** A name in one DNS label, of up to 63 characters. */
export const label = (first = "a-z0-9", most = 63): fc.Arbitrary<string> =>
  fc.oneof(
    fc.stringMatching(new RegExp(`^[${first}][a-z0-9]{0,5}$`)),
    fc.stringMatching(new RegExp(`^[${first}](?:[a-z0-9-]{0,${most - 2}}[a-z0-9])?$`)),
  );

/** Made once: it takes fast-check long. */
const anyLabel = label();

export const domain: fc.Arbitrary<string> = fc
  .tuple(list(anyLabel, 1), fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,6}[a-z0-9])?$/))
  .map(([labels, top]) => [...labels, top].join("."));

const milliseconds = (least: number, most: number) =>
  fc
    .tuple(fc.integer({ min: least, max: most }), fc.constantFrom("ms", "s", "parts"))
    .map(([length, unit]) =>
      unit === "ms"
        ? `${length}ms`
        : unit === "s"
          ? `${length / 1000}s`
          : `${Math.floor(length / 60_000)}m${(length % 60_000) / 1000}s`,
    )
    // What JavaScript would write as 1e-7 is not among them: three decimals at most.
    .filter((text) => !text.includes("e"));
const duration = fc.oneof(milliseconds(1, 120_000), fc.constantFrom("1ms", "0.001s", "1h30m", "8760h", "1.5m"));
/** No try is longer than any timeout: the shortest of these is as long as the longest of those. */
const timeout = fc.oneof(milliseconds(5000, 120_000), fc.constantFrom("1h"));
const tryTimeout = milliseconds(1, 5000);
const seconds = fc.integer({ min: 1, max: 32767 }).map((count) => `${count}s`);

const share = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: 1_000_000 }).map((steps) => steps / 10_000),
);
const percent = (min = 0) => fc.integer({ min, max: 100 });
const count = (min: number) => fc.oneof(fc.integer({ min, max: 9 }), fc.integer({ min, max: 2 ** 31 - 1 }));
export const port = fc.oneof(fc.constantFrom(80, 443, 1, 65535), fc.integer({ min: 1, max: 65535 }));

const headerName = fc.oneof(
  fc.constantFrom("x-user", "End-User", "cookie", "user-agent"),
  fc.stringMatching(/^[!#$%&'*+.^`|~\w-]{1,12}$/),
);
const changeable = headerName.filter((name) => name.toLowerCase() !== "host");
const printable = fc.stringMatching(/^[\t\x20-\x24\x26-\x7e\xa1-\xff]{0,20}$/);
const headerValue = list(
  fc.oneof(printable, fc.constantFrom("%%", "%HOSTNAME%", "%REQ(x-user)%", "%REQ(X-A?:path)%", "%PROTOCOL%")),
).map((parts) => parts.join(""));
const distinct = (names: Record<string, unknown>) =>
  new Set(Object.keys(names).map((name) => name.toLowerCase())).size === Object.keys(names).length;
const byHeader = <T>(name: fc.Arbitrary<string>, value: fc.Arbitrary<T>) =>
  fc.dictionary(name, value, { maxKeys: 3 }).filter(distinct);

const path = fc.oneof(fc.constantFrom("/", "/items"), fc.stringMatching(/^\/[\x21-\x7e\xa1-\xff]{0,20}$/));
const text = fc.oneof(fc.constantFrom("jason", " ", "*"), fc.string({ minLength: 1, maxLength: 20 }));
const isRegex = (source: string) => regex().safeParse(source).success;
const expression = fc
  .oneof(
    fc.constantFrom(".*", "^v[12]$", "(?i)chrome", "(?P<n>a|b)+", "[[:alnum:]]{1,1000}", "\\p{Greek}", "\\Qa.b\\E"),
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
  )
  .filter(isRegex);
const comparison = (value: fc.Arbitrary<string>, exact = value) =>
  fc.oneof(fc.record({ exact }), fc.record({ prefix: value }), fc.record({ regex: expression }));

const labels = fc.dictionary(
  fc.oneof(
    fc.constantFrom("app", "version", "app.kubernetes.io/name"),
    fc.stringMatching(/^([a-z]{1,9}\.[a-z]{1,9}\/)?[A-Za-z0-9]([\w.-]{0,20}[A-Za-z0-9])?$/),
  ),
  fc.stringMatching(/^([A-Za-z0-9]([\w.-]{0,20}[A-Za-z0-9])?)?$/),
  { minKeys: 1, maxKeys: 3 },
);

const headers = group({
  request: group({
    set: byHeader(changeable, headerValue),
    add: byHeader(changeable, headerValue),
    remove: list(changeable),
  }),
  response: group({
    set: byHeader(changeable, headerValue),
    add: byHeader(changeable, headerValue),
    remove: list(changeable),
  }),
});

const rewrite = fc.oneof(
  group({ path, host: domain }, ["path"]),
  group(
    {
      regex: fc.constantFrom(
        { match: "^/a/(.*)$", substitution: "/\\1" },
        { match: "x", substitution: "y" },
        { match: "(?i)/OLD", substitution: "/new" },
      ),
      host: domain,
    },
    ["regex"],
  ),
  fc.record({ host: domain }),
);

const redirect = group({
  path,
  host: domain,
  scheme: fc.constantFrom("http" as const, "https" as const),
  port,
  status: fc.constantFrom(301 as const, 302 as const, 303 as const, 307 as const, 308 as const),
}).filter((to) => Boolean(to.path ?? to.host ?? to.scheme ?? to.port));

const retries = group({
  attempts: count(1),
  perTryTimeout: tryTimeout,
  retryOn: list(fc.constantFrom(...retryEvents, "400", "418", "429", "500", "503", "511"), 1).map((events) =>
    events.join(),
  ),
  backoff: duration,
});

const abort = group({ percentage: share, status: fc.integer({ min: 200, max: 599 }) }, ["status"]);
const delay = group({ percentage: share, duration }, ["duration"]);
const fault = fc.oneof(fc.record({ abort }), fc.record({ delay }), fc.record({ abort, delay }));

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"] as const;
const cors = group(
  {
    allowOrigins: list(comparison(text), 1),
    allowMethods: list(fc.constantFrom(...methods, "*" as const)),
    allowHeaders: list(fc.oneof(headerName, fc.constant("*"))),
    exposeHeaders: list(fc.oneof(headerName, fc.constant("*"))),
    maxAge: seconds,
    allowCredentials: fc.boolean(),
  },
  ["allowOrigins"],
).map((policy) =>
  policy.allowOrigins?.some((one) => "exact" in one && one.exact === "*")
    ? { ...policy, allowCredentials: false }
    : policy,
);

/** Shares of some of those names, at least of one, that add up to 100. */
function weightsOf(names: readonly string[]): fc.Arbitrary<Record<string, number>> {
  return fc
    .tuple(fc.subarray([...names], { minLength: 1 }), fc.array(percent(), { minLength: 9, maxLength: 9 }))
    .map(([some, cuts]) => {
      const ends = [...cuts.slice(0, some.length - 1).sort((a, b) => a - b), 100];
      return Object.fromEntries(some.map((name, index) => [name, ends[index]! - (ends[index - 1] ?? 0)]));
    });
}

function mirrorOf(names: readonly string[]) {
  const elsewhere = group({ host: domain, port, percentage: share }, ["host"]);
  return names.length > 0
    ? fc.oneof(elsewhere, group({ subset: fc.constantFrom(...names), percentage: share }, ["subset"]))
    : elsewhere;
}

/** What holds for all calls, or for those of a route: answered by a redirect, or sent on. */
function rule(names: readonly string[]) {
  const both = { headers, cors: orOff(cors) };
  return fc.oneof(
    { weight: 1, arbitrary: group({ ...both, redirect }, ["redirect"]) },
    {
      weight: 6,
      arbitrary: group({
        ...both,
        weights: names.length > 0 ? orOff(weightsOf(names)) : off,
        timeout: orOff(timeout),
        retries: orOff(retries),
        fault: orOff(fault),
        mirror: orOff(mirrorOf(names)),
        rewrite,
      }),
    },
  );
}

const condition = group({
  path: comparison(path),
  method: fc.constantFrom(...methods),
  headers: byHeader(headerName, comparison(text, fc.oneof(text, fc.constant("")))),
  withoutHeaders: byHeader(headerName, comparison(text, fc.oneof(text, fc.constant("")))),
  query: fc.dictionary(text, comparison(text), { maxKeys: 2 }),
  source: group({ namespace: anyLabel, labels }),
}).filter((match) => Object.values(match).some((part) => part !== undefined && Object.keys(part).length > 0));

function routesOf(names: readonly string[]) {
  const route = fc
    .tuple(group({ name: anyLabel }), list(condition, 1), rule(names))
    .map(([name, match, what]) => ({ ...name, match, ...what }));
  return fc.uniqueArray(route, { maxLength: 3, selector: ({ name }) => name ?? {} });
}

const connectionPool = group({
  maxConnections: count(1),
  connectTimeout: duration,
  idleTimeout: duration,
  keepalive: group({ time: seconds, interval: seconds, probes: fc.integer({ min: 1, max: 127 }) }),
  maxPendingRequests: count(1),
  maxRequests: count(1),
  maxRequestsPerConnection: count(0),
  maxRetries: count(1),
  http2: fc.boolean(),
}).filter((pool) => Object.values(pool).some((value) => value !== undefined));

const outlierDetection = group({
  consecutiveGatewayErrors: count(0),
  consecutive5xxErrors: count(0),
  interval: duration,
  baseEjectionTime: duration,
  maxEjectionPercent: percent(1),
  minHealthPercent: percent(),
});

const sessionAffinity = fc.oneof(
  fc.record({
    cookie: group({ name: headerName, ttl: fc.oneof(duration, fc.constant("0s")), path }, ["name"]),
  }),
  fc.record({ header: headerName }),
  fc.record({ query: text }),
  fc.record({ source: fc.constant(true as const) }),
);

const region = fc.oneof(fc.constantFrom("eu", "us"), fc.stringMatching(/^[\x21-\x29\x2b-\x2e0-\x7e\xa1-\xff]{1,8}$/));
/** Places of which none lies in another: each in a region of its own. */
const places = fc
  .uniqueArray(fc.tuple(region, fc.constantFrom("", "/*", "/zone", "/zone/*", "/zone/subzone")), {
    minLength: 1,
    maxLength: 3,
    selector: ([name]) => name,
  })
  .map((all) => all.map((parts) => parts.join("")));
const distribution = fc
  .tuple(fc.oneof(places, fc.constant(["*"])), places)
  .chain(([from, to]) => fc.tuple(...from.map((place) => sharesOf(to).map((shares) => ({ from: place, to: shares })))));
/** Shares of at least 1 each. */
const sharesOf = (names: string[]) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: names.length - 1, maxLength: names.length - 1 })
    .map((cuts) => {
      const ends = [...cuts.sort((a, b) => a - b), 100];
      return Object.fromEntries(names.map((name, index) => [name, ends[index]! - (ends[index - 1] ?? 0)]));
    });
const failover = list(fc.record({ from: region, to: region }), 1).filter((all) =>
  all.every(({ from, to }) => from !== to),
);
const locality = fc.oneof(
  fc.record({ failover }),
  fc.record({ distribute: distribution }),
  fc.record({ failoverPriority: list(fc.oneof(fc.constant("topology.kubernetes.io/zone"), text), 1) }),
);

const warmup = group(
  { duration, minimumPercent: share, aggression: fc.double({ min: 0.001, max: 1000, noNaN: true }) },
  ["duration"],
);

const loadBalancing = fc.oneof(
  group({ simple: fc.constantFrom("RANDOM" as const, "PASSTHROUGH" as const), locality }),
  group({ simple: fc.constantFrom("ROUND_ROBIN" as const, "LEAST_REQUEST" as const), locality, warmup }),
  group({ sessionAffinity, locality }),
);

const policy = { connectionPool, outlierDetection: orOff(outlierDetection), loadBalancing };

const subset = fc.tuple(labels, group(policy)).map(([own, rules]) => ({ labels: own, ...rules }));

const tls = fc.oneof(
  group({ mode: fc.constantFrom("ISTIO_MUTUAL" as const, "DISABLE" as const) }),
  group({ mode: fc.constant("SIMPLE" as const), sni: domain, subjectAltNames: list(text) }, ["mode"]),
);

const isTaken = (rules: unknown) => trafficSettings.safeParse(rules).success;

/** Rules for a service of those versions, and of subsets that they declare themselves. */
export function traffic(versions: readonly string[] = [], declares = true): fc.Arbitrary<TrafficInput> {
  return fc
    .uniqueArray(anyLabel, { maxLength: declares ? 3 : 0 })
    .chain((names) => {
      const known = [...new Set([...versions, ...names])];
      const subsets = fc.record(Object.fromEntries(names.map((name) => [name, subset])));
      return fc
        .tuple(
          names.length > 0 ? group({ subsets }, ["subsets"]) : fc.constant({}),
          rule(known),
          group({ routes: routesOf(known) }),
          group({ ...policy, tls }),
        )
        .map((parts) => Object.assign({}, ...parts) as TrafficInput);
    })
    .filter(isTaken);
}
