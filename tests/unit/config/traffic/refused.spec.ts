import { checkedRules } from "../../../../components/traffic/checkedRules";
import type { TrafficInput } from "../../../../config/traffic/schema";
import { assertRefused, refusals } from "../refusal";

/** Settings of a stack whose rules for carts are those. */
const withCarts = (traffic: unknown) => ({
  namespaces: [{ name: "shop" }],
  sockShop: { namespace: "shop", host: "shop.example.com", faultyCarts: true, traffic: { carts: traffic } },
});

const keys =
  "subsets, weights, timeout, retries, fault, mirror, cors, headers, rewrite, redirect, routes, connectionPool, " +
  "outlierDetection, loadBalancing, tls";
const duration = "a duration of whole milliseconds, at least 1ms, such as 500ms, 2s or 1m30s";
const percentage = "a percentage, 0 to 100, in steps of 0.0001";
const events =
  "a comma-separated list of 5xx, gateway-error, reset, reset-before-request, connect-failure, retriable-4xx, " +
  "refused-stream, cancelled, deadline-exceeded, internal, resource-exhausted, unavailable or HTTP statuses such as 503";
const declared = "a subset of the service: v1, faulty; declare it in subsets, or as a version of the app";
const unreached = "a redirected call is answered here and never reaches the service";
const change = "the name of an HTTP header other than host, such as x-user";
const label =
  'of lower case letters, digits and "-", starting and ending with a letter or digit, at most 63 characters';
const expression = "a regular expression (RE2: no look-around, no back-reference) of 1 to 1024 bytes";
const path = { match: [{ path: { prefix: "/items" } }] };
const failover = { failover: [{ from: "eu", to: "us" }] };

type Case = [title: string, rules: unknown, ...problems: string[]];

const weights: Case[] = [
  [
    "weights that add up to less than 100",
    { weights: { v1: 80, faulty: 19 } },
    'weights: found {"v1":80,"faulty":19}; allowed: shares that add up to 100; these add up to 99',
  ],
  [
    "weights of a route that add up to more",
    { routes: [{ ...path, weights: { v1: 100, faulty: 1 } }] },
    'routes[0].weights: found {"v1":100,"faulty":1}; allowed: shares that add up to 100; these add up to 101',
  ],
  ["no weights at all", { weights: {} }, "weights: found {}; allowed: shares that add up to 100; these add up to 0"],
  [
    "a weight below 0, and one above 100",
    { weights: { v1: -1, faulty: 101 } },
    "weights.v1: found -1; allowed: a whole percentage, 0 to 100",
    "weights.faulty: found 101; allowed: a whole percentage, 0 to 100",
  ],
  [
    "a weight that is no whole number",
    { weights: { v1: 99.5, faulty: 0.5 } },
    "weights.v1: found 99.5; allowed: a whole percentage, 0 to 100",
    "weights.faulty: found 0.5; allowed: a whole percentage, 0 to 100",
  ],
  [
    "weights that are text",
    { weights: "80:20" },
    'weights: found "80:20"; allowed: "off" or a group of subsets and the share in percent of each, 0 to 100',
  ],
  [
    "a subset's name with capitals",
    { weights: { V1: 100 } },
    `weights.V1: found "V1"; allowed: the name of a subset ${label}`,
  ],
  [
    "a subset that nobody declares, in weights",
    { weights: { v1: 80, v2: 20 } },
    `weights.v2: found "v2"; allowed: ${declared}`,
  ],
  [
    "a subset that nobody declares, in a route",
    { routes: [{ ...path, weights: { v2: 100 } }] },
    `routes[0].weights.v2: found "v2"; allowed: ${declared}`,
  ],
  [
    "a subset that nobody declares, as a mirror",
    { mirror: { subset: "v2" } },
    `mirror.subset: found "v2"; allowed: ${declared}`,
  ],
  [
    "a subset that nobody declares, as a route's mirror, beside one that somebody does",
    { subsets: { blue: { labels: { color: "blue" } } }, routes: [{ ...path, mirror: { subset: "green" } }] },
    'routes[0].mirror.subset: found "green"; allowed: a subset of the service: v1, faulty, blue; declare it in subsets, or as a version of the app',
  ],
  [
    "a subset without labels",
    { subsets: { blue: { labels: {} } } },
    "subsets.blue.labels: found {}; allowed: at least one label; without one the subset is the whole service",
  ],
  [
    "a label that Kubernetes refuses",
    { subsets: { blue: { labels: { color: "light blue" } } } },
    'subsets.blue.labels.color: found "light blue"; allowed: a group of pod labels, each a name and a text',
  ],
];

const time: Case[] = [
  ["a timeout without a unit", { timeout: "5" }, `timeout: found "5"; allowed: "off" or ${duration}`],
  ["a timeout that is a number", { timeout: 5 }, `timeout: found 5; allowed: "off" or ${duration}`],
  ["a timeout of 0", { timeout: "0s" }, `timeout: found "0s"; allowed: "off" or ${duration}`],
  [
    "a delay of half a millisecond",
    { fault: { delay: { duration: "0.5ms" } } },
    `fault.delay.duration: found "0.5ms"; allowed: ${duration}`,
  ],
  [
    "a try longer than the timeout",
    { timeout: "2s", retries: { perTryTimeout: "3s" } },
    'retries.perTryTimeout: found "3s"; allowed: at most the timeout of all tries together, 2s',
  ],
  [
    "a try longer than the default timeout",
    { retries: { perTryTimeout: "15001ms" } },
    'retries.perTryTimeout: found "15001ms"; allowed: at most the timeout of all tries together, 15s',
  ],
  [
    "a try of a route longer than the service's timeout",
    { timeout: "2s", routes: [{ ...path, retries: { perTryTimeout: "3s" } }] },
    'routes[0].retries.perTryTimeout: found "3s"; allowed: at most the timeout of all tries together, 2s',
  ],
  [
    "a route's timeout shorter than the tries that it inherits",
    { retries: { perTryTimeout: "3s" }, routes: [{ ...path, timeout: "2s" }] },
    'routes[0].timeout: found "2s"; allowed: at least retries.perTryTimeout of the service, 3s; or retries of the route\'s own',
  ],
  [
    "a keepalive in fractions of a second",
    { connectionPool: { keepalive: { time: "500ms", interval: "40000s", probes: 128 } } },
    'connectionPool.keepalive.time: found "500ms"; allowed: a duration of whole seconds, 1s to 32767s, such as 30s or 2m',
    'connectionPool.keepalive.interval: found "40000s"; allowed: a duration of whole seconds, 1s to 32767s, such as 30s or 2m',
    "connectionPool.keepalive.probes: found 128; allowed: a whole number, 1 to 127",
  ],
];

const faults: Case[] = [
  [
    "a percentage above 100",
    { fault: { abort: { percentage: 101, status: 500 } } },
    `fault.abort.percentage: found 101; allowed: ${percentage}`,
  ],
  [
    "a percentage below 0",
    { mirror: { subset: "faulty", percentage: -1 } },
    `mirror.percentage: found -1; allowed: ${percentage}`,
  ],
  [
    "a percentage finer than Istio's steps",
    { fault: { delay: { percentage: 0.00005, duration: "1s" } } },
    `fault.delay.percentage: found 0.00005; allowed: ${percentage}`,
  ],
  [
    "an abort with status 99",
    { fault: { abort: { status: 99 } } },
    "fault.abort.status: found 99; allowed: an HTTP status, 200 to 599",
  ],
  [
    "an abort without a status",
    { fault: { abort: {} } },
    "fault.abort.status: found nothing; allowed: an HTTP status, 200 to 599",
  ],
  [
    "a fault that does nothing",
    { fault: {} },
    'fault: found {}; allowed: abort, delay or both; fault: "off" switches an inherited one off',
  ],
  ["a fault that is text", { fault: "on" }, 'fault: found "on"; allowed: "off" or a group of the keys abort, delay'],
];

const retries: Case[] = [
  [
    "an event that Envoy does not know",
    { retries: { retryOn: "5xx,timeout" } },
    `retries.retryOn: found "5xx,timeout"; allowed: ${events}`,
  ],
  [
    "a list of events with spaces",
    { retries: { retryOn: "5xx, reset" } },
    `retries.retryOn: found "5xx, reset"; allowed: ${events}`,
  ],
  [
    "a status to retry that has no name",
    { retries: { retryOn: "499" } },
    `retries.retryOn: found "499"; allowed: ${events}`,
  ],
  ["no attempt", { retries: { attempts: 0 } }, "retries.attempts: found 0; allowed: a whole number, at least 1"],
];

const routes: Case[] = [
  [
    "a match that says nothing",
    { routes: [{ match: [{}] }] },
    "routes[0].match[0]: found {}; allowed: at least one of path, method, headers, withoutHeaders, query, source; what holds for every call stands beside routes",
  ],
  [
    "a match of groups that say nothing",
    { routes: [{ match: [{ headers: {}, source: { labels: {} } }] }] },
    'routes[0].match[0]: found {"headers":{},"source":{"labels":{}}}; allowed: at least one of path, method, headers, withoutHeaders, query, source; what holds for every call stands beside routes',
  ],
  ["no match", { routes: [{ match: [] }] }, "routes[0].match: found []; allowed: at least one condition"],
  [
    "a route without match",
    { routes: [{ timeout: "1s" }] },
    "routes[0].match: found nothing; allowed: a list of conditions, of which one must hold",
  ],
  [
    "a match that an earlier route has",
    { routes: [path, { match: [{ method: "GET" }, ...path.match] }] },
    'routes[1].match[1]: found {"path":{"prefix":"/items"}}; allowed: a condition of its own, routes[0] already takes these calls',
  ],
  [
    "a match that is the same in other words",
    {
      routes: [
        { match: [{ headers: { "x-a": { exact: "1" }, "x-b": { exact: "2" } }, query: {} }] },
        { match: [{ headers: { "X-B": { exact: "2" }, "X-A": { exact: "1" } } }] },
      ],
    },
    'routes[1].match[0]: found {"headers":{"X-B":{"exact":"2"},"X-A":{"exact":"1"}}}; allowed: a condition of its own, routes[0] already takes these calls',
  ],
  [
    "two routes of one name",
    {
      routes: [
        { name: "items", ...path },
        { name: "items", match: [{ method: "GET" }] },
      ],
    },
    'routes[1].name: found "items"; allowed: a name of its own, routes[0] has this one',
  ],
  [
    "a path without its slash",
    { routes: [{ match: [{ path: { prefix: "items" } }] }] },
    'routes[0].match[0].path.prefix: found "items"; allowed: a path that begins with / such as /items',
  ],
  [
    "a path compared in two ways",
    { routes: [{ match: [{ path: { prefix: "/", exact: "/" } }] }] },
    'routes[0].match[0].path: found {"prefix":"/","exact":"/"}; allowed: one of { exact: TEXT }, { prefix: TEXT }, { regex: EXPRESSION }',
  ],
  [
    "a look-ahead",
    { routes: [{ match: [{ headers: { agent: { regex: "(?=x)" } } }] }] },
    `routes[0].match[0].headers.agent.regex: found "(?=x)"; allowed: ${expression}`,
  ],
  [
    "a header that is matched twice",
    { routes: [{ match: [{ headers: { "X-A": { exact: "1" }, "x-a": { exact: "2" } } }] }] },
    'routes[0].match[0].headers: found {"X-A":{"exact":"1"},"x-a":{"exact":"2"}}; allowed: a group of headers and how each must read, each header once whatever its case',
  ],
  [
    "a method that there is not",
    { routes: [{ match: [{ method: "get" }] }] },
    'routes[0].match[0].method: found "get"; allowed: one of GET, HEAD, POST, PUT, PATCH, DELETE, CONNECT, OPTIONS, TRACE',
  ],
];

const changes: Case[] = [
  [
    "a redirect beside weights",
    { redirect: { path: "/new" }, weights: { v1: 100 } },
    `weights: found {"v1":100}; allowed: nothing beside redirect; ${unreached}`,
  ],
  [
    "a redirect beside everything that routes a call",
    {
      routes: [
        {
          ...path,
          redirect: { host: "new.example.com" },
          fault: { abort: { status: 500 } },
          mirror: { subset: "v1" },
          rewrite: { path: "/" },
          retries: "off",
          timeout: "off",
        },
      ],
    },
    `routes[0].fault: found {"abort":{"status":500}}; allowed: nothing beside redirect; ${unreached}`,
    `routes[0].mirror: found {"subset":"v1"}; allowed: nothing beside redirect; ${unreached}`,
    `routes[0].rewrite: found {"path":"/"}; allowed: nothing beside redirect; ${unreached}`,
    `routes[0].retries: found "off"; allowed: nothing beside redirect; ${unreached}`,
    `routes[0].timeout: found "off"; allowed: nothing beside redirect; ${unreached}`,
  ],
  [
    "a redirect to the same place",
    { redirect: { status: 302 } },
    'redirect: found {"status":302}; allowed: at least one of path, host, scheme, port',
  ],
  [
    "a redirect with a status that is none",
    { redirect: { path: "/", status: 305 } },
    "redirect.status: found 305; allowed: one of 301, 302, 303, 307, 308",
  ],
  [
    "a rewrite by path and by regex",
    { rewrite: { path: "/a", regex: { match: "/(.*)", substitution: "/\\1" } } },
    'rewrite: found {"path":"/a","regex":{"match":"/(.*)","substitution":"/\\\\1"}}; allowed: path or regex, host, or one of the first two with host',
  ],
  [
    "a rewrite of nothing",
    { rewrite: {} },
    "rewrite: found {}; allowed: path or regex, host, or one of the first two with host",
  ],
  [
    "a mirror with both subset and host",
    { mirror: { subset: "v1", host: "carts.other.svc.cluster.local" } },
    'mirror: found {"subset":"v1","host":"carts.other.svc.cluster.local"}; allowed: either subset, of this service, or host, of another one',
  ],
  [
    "a mirror with neither, but with a port",
    { mirror: { port: 80 } },
    'mirror: found {"port":80}; allowed: either subset, of this service, or host, of another one',
    "mirror.port: found 80; allowed: nothing unless mirror.host is set",
  ],
  [
    "a mirror at an address",
    { mirror: { host: "10.0.0.1" } },
    'mirror.host: found "10.0.0.1"; allowed: a full DNS name such as payment.shop.svc.cluster.local or api.example.com',
  ],
  [
    "a change of the Host header",
    { headers: { request: { set: { Host: "x" } } } },
    `headers.request.set.Host: found "Host"; allowed: ${change}`,
  ],
  [
    "the removal of the Host header",
    { headers: { response: { remove: ["host"] } } },
    `headers.response.remove[0]: found "host"; allowed: ${change}`,
  ],
  [
    "a variable that Envoy does not know",
    { headers: { request: { add: { "x-zone": "%ZONE%" } } } },
    'headers.request.add.x-zone: found "%ZONE%"; allowed: a header value of printable characters, in which a % is written %% unless it is one of Envoy\'s variables such as %HOSTNAME% or %REQ(x-user)%',
  ],
  [
    "a header that is set twice",
    { headers: { request: { set: { "X-A": "1", "x-a": "2" } } } },
    'headers.request.set: found {"X-A":"1","x-a":"2"}; allowed: a group of headers and their values, each header once whatever its case',
  ],
  [
    "credentials from every origin",
    { cors: { allowOrigins: [{ exact: "https://a.example.com" }, { exact: "*" }], allowCredentials: true } },
    'cors.allowCredentials: found true; allowed: false while cors.allowOrigins has "*"; name the origins: a browser refuses the two together',
  ],
  ["no origin", { cors: { allowOrigins: [] } }, "cors.allowOrigins: found []; allowed: at least one origin"],
  [
    "an age that HTTP cannot say",
    { cors: { allowOrigins: [{ prefix: "https://" }], maxAge: "1500ms" } },
    'cors.maxAge: found "1500ms"; allowed: a duration of whole seconds, at least 1s, such as 30s or 2m',
  ],
];

const policies: Case[] = [
  [
    "an affinity of two kinds",
    { loadBalancing: { sessionAffinity: { header: "x-user", source: true } } },
    'loadBalancing.sessionAffinity: found {"header":"x-user","source":true}; allowed: exactly one of cookie, header, query, source',
  ],
  [
    "an affinity of no kind",
    { loadBalancing: { sessionAffinity: {} } },
    "loadBalancing.sessionAffinity: found {}; allowed: exactly one of cookie, header, query, source",
  ],
  [
    "simple beside affinity",
    {
      subsets: {
        v1: { labels: { version: "v1" }, loadBalancing: { simple: "RANDOM", sessionAffinity: { query: "user" } } },
      },
    },
    'subsets.v1.loadBalancing.simple: found "RANDOM"; allowed: nothing beside loadBalancing.sessionAffinity',
  ],
  [
    "a warm-up that has no effect",
    { loadBalancing: { simple: "RANDOM", warmup: { duration: "1m" } } },
    'loadBalancing.warmup: found {"duration":"1m"}; allowed: nothing unless loadBalancing.simple is ROUND_ROBIN or LEAST_REQUEST',
  ],
  [
    "a warm-up without length, at no speed",
    { loadBalancing: { warmup: { aggression: 0 } } },
    `loadBalancing.warmup.duration: found nothing; allowed: ${duration}`,
    "loadBalancing.warmup.aggression: found 0; allowed: a number above 0",
  ],
  [
    "failover to another region without outlier detection",
    { outlierDetection: "off", loadBalancing: { locality: failover } },
    'loadBalancing.locality: found {"failover":[{"from":"eu","to":"us"}]}; allowed: nothing while outlierDetection is "off"; without it nobody notices that a locality has failed',
  ],
  [
    "the same in a subset",
    { subsets: { v1: { labels: { version: "v1" }, outlierDetection: "off", loadBalancing: { locality: failover } } } },
    'subsets.v1.loadBalancing.locality: found {"failover":[{"from":"eu","to":"us"}]}; allowed: nothing while outlierDetection is "off"; without it nobody notices that a locality has failed',
  ],
  [
    "failover and distribution",
    { loadBalancing: { locality: { ...failover, failoverPriority: ["topology.istio.io/network"] } } },
    'loadBalancing.locality: found {"failover":[{"from":"eu","to":"us"}],"failoverPriority":["topology.istio.io/…; allowed: exactly one of failover, distribute, failoverPriority',
  ],
  [
    "failover to the same region",
    { loadBalancing: { locality: { failover: [{ from: "eu", to: "eu" }] } } },
    'loadBalancing.locality.failover[0].to: found "eu"; allowed: another region than from',
  ],
  [
    "failover to a zone",
    { loadBalancing: { locality: { failover: [{ from: "eu", to: "us/a" }] } } },
    'loadBalancing.locality.failover[0].to: found "us/a"; allowed: the name of a region, without / and *',
  ],
  [
    "a distribution that does not add up",
    { loadBalancing: { locality: { distribute: [{ from: "eu", to: { "eu/a": 60, "eu/b": 30 } }] } } },
    'loadBalancing.locality.distribute[0].to: found {"eu/a":60,"eu/b":30}; allowed: shares that add up to 100; these add up to 90',
  ],
  [
    "distributions of places that lie within each other",
    {
      loadBalancing: {
        locality: {
          distribute: [
            { from: "eu/a/*", to: { "eu/*": 80, "eu/b": 20 } },
            { from: "eu/a", to: { eu: 100 } },
          ],
        },
      },
    },
    "loadBalancing.locality.distribute[0].to.eu/b: found 20; allowed: a place that has nothing in common with eu/*",
    'loadBalancing.locality.distribute[1].from: found "eu/a"; allowed: a place that has nothing in common with eu/a/*',
  ],
  [
    "a place with a star before its end",
    { loadBalancing: { locality: { distribute: [{ from: "*/a", to: { eu: 100 } }] } } },
    'loadBalancing.locality.distribute[0].from: found "*/a"; allowed: a place as region, region/zone or region/zone/subzone, of which the last part may be *',
  ],
  [
    "a connection pool that says nothing",
    { connectionPool: {} },
    "connectionPool: found {}; allowed: at least one of its keys",
  ],
  [
    "numbers that Istio takes for not set",
    { connectionPool: { maxRetries: 0 }, outlierDetection: { maxEjectionPercent: 0 } },
    "connectionPool.maxRetries: found 0; allowed: a whole number, at least 1",
    "outlierDetection.maxEjectionPercent: found 0; allowed: a whole percentage, 1 to 100",
  ],
  [
    "a server name beside the mesh's own TLS",
    { tls: { sni: "carts.example.com", subjectAltNames: ["carts"] } },
    'tls.sni: found "carts.example.com"; allowed: nothing unless tls.mode is SIMPLE',
    'tls.subjectAltNames: found ["carts"]; allowed: nothing unless tls.mode is SIMPLE',
  ],
  [
    "a TLS mode that there is not here",
    { tls: { mode: "MUTUAL" } },
    'tls.mode: found "MUTUAL"; allowed: one of ISTIO_MUTUAL, SIMPLE, DISABLE',
  ],
];

const unknown: Case[] = [
  [
    "an unknown key, near a known one",
    { timout: "1s" },
    `timout: found "1s"; allowed: the keys ${keys}; this key does not exist: did you mean timeout?`,
  ],
  [
    "an unknown key of a group that may be off",
    { retries: { attemps: 3 } },
    "retries.attemps: found 3; allowed: the keys attempts, perTryTimeout, retryOn, backoff; this key does not exist: did you mean attempts?",
  ],
  [
    "an unknown key of a route, near none",
    { routes: [{ ...path, tls: {} }] },
    "routes[0].tls: found {}; allowed: the keys name, match, weights, timeout, retries, fault, mirror, cors, headers, rewrite, redirect; this key does not exist: remove it",
  ],
  ["rules that are text", "off", `: found "off"; allowed: a group of the keys ${keys}`],
  [
    "everything at once",
    { timeout: "1", weights: { v1: 1 }, fault: {}, routes: [{ match: [{}] }] },
    `timeout: found "1"; allowed: "off" or ${duration}`,
    'weights: found {"v1":1}; allowed: shares that add up to 100; these add up to 1',
    'fault: found {}; allowed: abort, delay or both; fault: "off" switches an inherited one off',
    "routes[0].match[0]: found {}; allowed: at least one of path, method, headers, withoutHeaders, query, source; what holds for every call stands beside routes",
  ],
];

const groups = {
  "Weights and subsets": weights,
  "Lengths of time": time,
  Faults: faults,
  Retries: retries,
  Routes: routes,
  "Redirects, rewrites, mirrors, headers and CORS": changes,
  "Policies for pods": policies,
  "Unknown keys, and several problems": unknown,
};

for (const [what, cases] of Object.entries(groups)) {
  describe(`${what} that are refused, each with the whole message`, () => {
    refusals(
      cases.map(([title, rules, ...problems]) => [
        title,
        withCarts(rules),
        ...problems.map((problem) => `sockShop.traffic.carts${problem.startsWith(":") ? "" : "."}${problem}`),
      ]),
    );
  });
}

describe("Rules that a program gives to a component", () => {
  it("are refused alike, at construction, named by their service", () => {
    assertRefused(
      () => checkedRules({ weights: { v1: 50, v2: 49 }, timeout: "5" }, "carts.shop", ["v1", "v2"]),
      [
        "The traffic rules of carts.shop are not valid:",
        `  timeout: found "5"; allowed: "off" or ${duration}`,
        '  weights: found {"v1":50,"v2":49}; allowed: shares that add up to 100; these add up to 99',
      ],
    );
  });

  it("may only name subsets that there are", () => {
    const rules: TrafficInput = { weights: { v2: 100 } };
    assertRefused(
      () => checkedRules(rules, "carts.shop", ["v1"]),
      [
        "The traffic rules of carts.shop are not valid:",
        '  weights.v2: found "v2"; allowed: a subset of the service: v1; declare it in subsets, or as a version of the app',
      ],
    );
  });
});
