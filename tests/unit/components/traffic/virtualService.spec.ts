import assert from "node:assert/strict";
import { compileTraffic } from "../../../../components/traffic/serviceTraffic";
import type { TrafficInput } from "../../../../config/traffic/schema";

const host = "carts.shop.svc.cluster.local";
const versions = ["v1", "v2"];

/** The routes that rules compile to. */
function routes(rules: TrafficInput, of: readonly string[] = []) {
  const { virtualServices } = compileTraffic({ service: "carts", namespace: "shop", versions: of, rules });
  assert.equal(virtualServices.length, 1);
  return virtualServices[0]!.spec.http ?? [];
}

/** The one route of rules that match nothing. */
function only(rules: TrafficInput, of: readonly string[] = []) {
  const http = routes(rules, of);
  assert.equal(http.length, 1);
  return http[0]!;
}

const to = (subset?: string) => ({ host, port: { number: 80 }, ...(subset ? { subset } : {}) });
const defaultRetries = { attempts: 2, retryOn: "connect-failure,refused-stream,unavailable,cancelled" };
/** What a route has when nothing is said. */
const defaults = { route: [{ destination: to() }], timeout: "15s", retries: defaultRetries };

/** Rules, and what they add to the route. */
const fields: [title: string, rules: TrafficInput, more: object][] = [
  ["nothing", {}, {}],
  ["a timeout", { timeout: "2s" }, { timeout: "2s" }],
  [
    "every key of retries",
    { retries: { attempts: 5, perTryTimeout: "500ms", retryOn: "5xx,429", backoff: "1s" } },
    { retries: { attempts: 5, perTryTimeout: "500ms", retryOn: "5xx,429", backoff: "1s" } },
  ],
  ["some keys of retries", { retries: { attempts: 5 } }, { retries: { ...defaultRetries, attempts: 5 } }],
  ["retries off", { retries: "off" }, { retries: { attempts: 0 } }],
  [
    "an abort of some calls",
    { fault: { abort: { percentage: 12.5, status: 503 } } },
    { fault: { abort: { httpStatus: 503, percentage: { value: 12.5 } } } },
  ],
  [
    "an abort of all",
    { fault: { abort: { status: 500 } } },
    { fault: { abort: { httpStatus: 500, percentage: { value: 100 } } } },
  ],
  [
    "a delay",
    { fault: { delay: { percentage: 50, duration: "5s" } } },
    { fault: { delay: { fixedDelay: "5s", percentage: { value: 50 } } } },
  ],
  [
    "both faults",
    { fault: { abort: { percentage: 0, status: 500 }, delay: { duration: "1s" } } },
    {
      fault: {
        abort: { httpStatus: 500, percentage: { value: 0 } },
        delay: { fixedDelay: "1s", percentage: { value: 100 } },
      },
    },
  ],
  [
    "a mirror at another host",
    { mirror: { host: "carts.test.svc.cluster.local" } },
    {
      mirrors: [
        { destination: { host: "carts.test.svc.cluster.local", port: { number: 80 } }, percentage: { value: 100 } },
      ],
    },
  ],
  [
    "a mirror at a port of it",
    { mirror: { host: "carts.test.svc.cluster.local", port: 8080, percentage: 10 } },
    {
      mirrors: [
        { destination: { host: "carts.test.svc.cluster.local", port: { number: 8080 } }, percentage: { value: 10 } },
      ],
    },
  ],
  ["a rewrite of the path", { rewrite: { path: "/new" } }, { rewrite: { uri: "/new" } }],
  [
    "a rewrite by regex, and of the host",
    { rewrite: { regex: { match: "^/old/(.*)$", substitution: "/\\1" }, host: "new.example.com" } },
    { rewrite: { uriRegexRewrite: { match: "^/old/(.*)$", rewrite: "/\\1" }, authority: "new.example.com" } },
  ],
  [
    "every change of headers",
    {
      headers: {
        request: { set: { "x-a": "1" }, add: { "x-b": "%HOSTNAME%" }, remove: ["x-c"] },
        response: { set: { "x-d": "" }, add: { "x-e": "5" }, remove: ["server"] },
      },
    },
    {
      headers: {
        request: { set: { "x-a": "1" }, add: { "x-b": "%HOSTNAME%" }, remove: ["x-c"] },
        response: { set: { "x-d": "" }, add: { "x-e": "5" }, remove: ["server"] },
      },
    },
  ],
  [
    "every key of CORS",
    {
      cors: {
        allowOrigins: [{ exact: "https://a.example.com" }, { prefix: "https://b." }, { regex: ".*" }],
        allowMethods: ["GET", "*"],
        allowHeaders: ["x-a", "*"],
        exposeHeaders: ["x-b"],
        maxAge: "24h",
        allowCredentials: true,
      },
    },
    {
      corsPolicy: {
        allowOrigins: [{ exact: "https://a.example.com" }, { prefix: "https://b." }, { regex: ".*" }],
        allowMethods: ["GET", "*"],
        allowHeaders: ["x-a", "*"],
        exposeHeaders: ["x-b"],
        maxAge: "24h",
        allowCredentials: true,
      },
    },
  ],
  ["what is off and has no default", { weights: "off", fault: "off", mirror: "off", cors: "off" }, {}],
  [
    "keys that are there but not set",
    { timeout: undefined, headers: { request: undefined }, routes: undefined },
    { headers: {} },
  ],
];

describe("The route of a service", () => {
  for (const [title, rules, more] of fields) {
    it(`compiles: ${title}`, () => assert.deepEqual(only(rules), { ...defaults, ...more }));
  }

  it("has no timeout where it is off", () => {
    const { timeout, ...others } = only({ timeout: "off" });
    assert.equal(timeout, undefined);
    assert.deepEqual(others, { route: defaults.route, retries: defaultRetries });
    assert.ok(!("timeout" in only({ timeout: "off" })));
  });

  it("leads to the first version, and to the service where there are none", () => {
    assert.deepEqual(only({}, versions).route, [{ destination: to("v1") }]);
    assert.deepEqual(only({}, ["v1"]).route, [{ destination: to("v1") }]);
    assert.deepEqual(only({}).route, [{ destination: to() }]);
  });

  it("leads to subsets by weight, or to all pods", () => {
    assert.deepEqual(only({ weights: { v1: 80, v2: 20 } }, versions).route, [
      { destination: to("v1"), weight: 80 },
      { destination: to("v2"), weight: 20 },
    ]);
    assert.deepEqual(only({ weights: { v1: 0, v2: 100 } }, versions).route, [
      { destination: to("v1"), weight: 0 },
      { destination: to("v2"), weight: 100 },
    ]);
    assert.deepEqual(only({ weights: "off" }, versions).route, [{ destination: to() }]);
    const subsets = { blue: { labels: { color: "blue" } } };
    assert.deepEqual(only({ subsets, weights: { blue: 100 } }).route, [{ destination: to("blue"), weight: 100 }]);
  });

  it("mirrors to a subset at the service's own port", () => {
    const { virtualServices } = compileTraffic({
      service: "carts",
      namespace: "shop",
      port: 8080,
      versions,
      rules: { mirror: { subset: "v2", percentage: 5 } },
    });
    assert.deepEqual(virtualServices[0]?.spec.http?.[0]?.mirrors, [
      { destination: { host, port: { number: 8080 }, subset: "v2" }, percentage: { value: 5 } },
    ]);
  });
});

describe("A redirect", () => {
  it("is all that the route does: no destination, no timeout, no retries", () => {
    assert.deepEqual(
      only({ redirect: { path: "/new", host: "a.example.com", scheme: "https", port: 8443, status: 308 } }),
      {
        redirect: { uri: "/new", authority: "a.example.com", scheme: "https", port: 8443, redirectCode: 308 },
      },
    );
  });

  it("is permanent unless it says otherwise, and keeps headers and CORS", () => {
    const headers = { response: { set: { "x-a": "1" } } };
    const cors = { allowOrigins: [{ exact: "*" }] };
    assert.deepEqual(only({ redirect: { scheme: "https" }, headers, cors }), {
      redirect: { scheme: "https", redirectCode: 301 },
      headers,
      corsPolicy: cors,
    });
  });
});

describe("A match", () => {
  const match = (condition: NonNullable<TrafficInput["routes"]>[number]["match"][number]) =>
    routes({ routes: [{ match: [condition] }] })[0]?.match;

  it("compiles every key", () => {
    assert.deepEqual(
      match({
        path: { prefix: "/items" },
        method: "GET",
        headers: { "End-User": { exact: "jason" }, "x-b": { regex: ".*" } },
        withoutHeaders: { "X-Internal": { prefix: "a" } },
        query: { Debug: { exact: "" } },
        source: { namespace: "other", labels: { app: "web" } },
      }),
      [
        {
          uri: { prefix: "/items" },
          method: { exact: "GET" },
          headers: { "end-user": { exact: "jason" }, "x-b": { regex: ".*" } },
          withoutHeaders: { "x-internal": { prefix: "a" } },
          queryParams: { Debug: { exact: "" } },
          sourceNamespace: "other",
          sourceLabels: { app: "web" },
        },
      ],
    );
  });

  it("has only the keys that are said", () => {
    assert.deepEqual(match({ path: { exact: "/" } }), [{ uri: { exact: "/" } }]);
    assert.deepEqual(match({ path: { regex: "^/a" } }), [{ uri: { regex: "^/a" } }]);
    assert.deepEqual(match({ source: { namespace: "other" } }), [{ sourceNamespace: "other" }]);
  });

  it("may be one of several", () => {
    const rules = { routes: [{ match: [{ method: "GET" as const }, { path: { exact: "/" } }] }] };
    assert.deepEqual(routes(rules)[0]?.match, [{ method: { exact: "GET" } }, { uri: { exact: "/" } }]);
  });
});

describe("Routes with a match", () => {
  const match = [{ path: { prefix: "/items" } }];
  const compiled = [{ uri: { prefix: "/items" } }];
  const service: TrafficInput = {
    weights: { v1: 90, v2: 10 },
    timeout: "2s",
    retries: { attempts: 1, perTryTimeout: "1s" },
    fault: { abort: { status: 500 } },
    mirror: { subset: "v2" },
    cors: { allowOrigins: [{ exact: "*" }] },
    headers: { request: { set: { "x-a": "1" } } },
    rewrite: { host: "a.example.com" },
  };
  const route = (rules: Omit<NonNullable<TrafficInput["routes"]>[number], "match">) =>
    routes({ ...service, routes: [{ match, ...rules }] }, versions);

  it("stand in their order before the one for all other calls, by their names", () => {
    const http = routes({ routes: [{ name: "a", match }, { match: [{ method: "GET" }] }] });
    assert.deepEqual(
      http.map(({ name, match: conditions }) => [name, conditions]),
      [
        ["a", compiled],
        [undefined, [{ method: { exact: "GET" } }]],
        [undefined, undefined],
      ],
    );
    assert.ok(!("name" in http[1]!));
  });

  it("take over what is said for the service", () => {
    const [first, last] = route({});
    assert.deepEqual(first, { match: compiled, ...last });
  });

  it("say differently what they say themselves, group by group", () => {
    const [first, last] = route({
      weights: { v2: 100 },
      timeout: "1s",
      retries: { attempts: 3 },
      headers: {},
      rewrite: { path: "/" },
    });
    assert.deepEqual(first, {
      ...last,
      match: compiled,
      route: [{ destination: to("v2"), weight: 100 }],
      timeout: "1s",
      retries: { ...defaultRetries, attempts: 3 },
      headers: {},
      rewrite: { uri: "/" },
    });
  });

  it("switch off what they do not want", () => {
    const off = "off" as const;
    const [first] = route({ weights: off, timeout: off, retries: off, fault: off, mirror: off, cors: off });
    assert.deepEqual(first, {
      match: compiled,
      rewrite: { authority: "a.example.com" },
      headers: service.headers,
      route: [{ destination: to() }],
      retries: { attempts: 0 },
    });
  });

  it("that redirect take over nothing", () => {
    const [first, last] = route({ redirect: { path: "/new" } });
    assert.deepEqual(first, { match: compiled, redirect: { uri: "/new", redirectCode: 301 } });
    assert.equal(last?.timeout, "2s");
  });

  it("do not redirect where the service does", () => {
    const [first, last] = routes({ redirect: { path: "/new" }, routes: [{ match, timeout: "1s" }] });
    assert.deepEqual(first, { ...defaults, match: compiled, timeout: "1s" });
    assert.deepEqual(last, { redirect: { uri: "/new", redirectCode: 301 } });
  });
});
