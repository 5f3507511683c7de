import assert from "node:assert/strict";
import { checkedRules } from "../../../../components/traffic/checkedRules";
import type { TrafficInput } from "../../../../config/traffic/schema";
import { retryEvents, trafficSettings } from "../../../../config/traffic/schema";
import { unknownSubsets } from "../../../../config/traffic/subsets";

const match = [{ path: { prefix: "/items" } }];
const labels = { version: "v1" };

const taken: Record<string, TrafficInput> = {
  "nothing at all": {},
  "every default switched off": { timeout: "off", retries: "off", outlierDetection: "off" },
  "all that can be switched off, in a route": {
    routes: [{ match, weights: "off", timeout: "off", retries: "off", fault: "off", mirror: "off", cors: "off" }],
  },
  "all calls to one subset": { weights: { v1: 100 } },
  "a share of nothing": { weights: { v1: 100, v2: 0 } },
  "a try as long as the timeout": { timeout: "2s", retries: { perTryTimeout: "2s" } },
  "a try as long as the default timeout": { retries: { perTryTimeout: "15s" } },
  "a try longer than the default timeout, which is off": { timeout: "off", retries: { perTryTimeout: "1m" } },
  "a try that fits a route's own timeout": {
    timeout: "1s",
    routes: [{ match, timeout: "5s", retries: { perTryTimeout: "3s" } }],
  },
  "a short timeout of a route that has its own retries, or none": {
    retries: { perTryTimeout: "3s" },
    routes: [
      { match, timeout: "1s", retries: {} },
      { match: [{ method: "GET" }], timeout: "1s", retries: "off" },
    ],
  },
  "a redirect with headers and CORS": {
    redirect: { scheme: "https" },
    headers: { response: { set: { "x-a": "1" } } },
    cors: { allowOrigins: [{ exact: "*" }] },
  },
  "a service that redirects, less one route": { redirect: { path: "/" }, routes: [{ match, timeout: "1s" }] },
  "a redirect of some calls to a service with weights": {
    weights: { v1: 100 },
    timeout: "1s",
    routes: [{ match, redirect: { port: 8443 } }],
  },
  "a rewrite of path and host": { rewrite: { path: "/", host: "new.example.com" } },
  "a rewrite by regex and of the host": {
    rewrite: { regex: { match: "^/a/(.*)$", substitution: "/\\1" }, host: "new.example.com" },
  },
  "a rewrite of the host alone": { rewrite: { host: "new.example.com" } },
  "a mirror at another host": { mirror: { host: "carts.other.svc.cluster.local", port: 8080, percentage: 0 } },
  "credentials from origins that are named, or by an expression": {
    cors: { allowOrigins: [{ exact: "https://a.example.com" }, { regex: ".*" }], allowCredentials: true },
  },
  "each header once in each of set, add and remove": {
    headers: { request: { set: { "x-a": "1" }, add: { "x-a": "2" }, remove: ["x-a"] } },
  },
  "every event": { retries: { retryOn: retryEvents.join() } },
  "every status that has a name": {
    retries: { retryOn: "400,418,421,426,428,429,431,451,500,508,510,511" },
  },
  "one condition in two routes of several": {
    routes: [
      { name: "a", match },
      { name: "b", match: [{ ...match[0], method: "GET" }] },
    ],
  },
  "a route without a name beside another": { routes: [{ match }, { match: [{ method: "GET" }] }] },
  "a condition that a header is empty": { routes: [{ match: [{ headers: { "x-a": { exact: "" } } }] }] },
  "keepalive with the system's numbers": { connectionPool: { keepalive: {} } },
  "a pool without a limit for each connection": { connectionPool: { maxRequestsPerConnection: 0 } },
  "failover with the default outlier detection": {
    loadBalancing: { locality: { failover: [{ from: "eu", to: "us" }] } },
  },
  "failover of one subset, which has outlier detection": {
    outlierDetection: "off",
    subsets: { a: { labels, outlierDetection: {}, loadBalancing: { locality: { failoverPriority: ["zone"] } } } },
  },
  "distribution without outlier detection": {
    outlierDetection: "off",
    loadBalancing: { locality: { distribute: [{ from: "eu/*", to: { "eu/a": 1, "eu/b/1": 99 } }] } },
  },
  "distribution everywhere": { loadBalancing: { locality: { distribute: [{ from: "*", to: { "*": 100 } }] } } },
  "warm-up with the default balancing": { loadBalancing: { warmup: { duration: "30s" } } },
  "TLS of the host's own": { tls: { mode: "SIMPLE", sni: "a.example.com", subjectAltNames: ["a.example.com"] } },
};

describe("Traffic rules that are taken", () => {
  for (const [title, rules] of Object.entries(taken)) {
    it(title, () => {
      assert.deepEqual(trafficSettings.safeParse(rules).error?.issues, undefined);
    });
  }

  it("are filled with the defaults of what they name", () => {
    assert.deepEqual(
      checkedRules(
        {
          retries: {},
          fault: { abort: { status: 503 }, delay: { duration: "1s" } },
          mirror: { subset: "v2" },
          tls: {},
          routes: [{ match, redirect: { path: "/" } }],
        },
        "carts.shop",
        ["v1", "v2"],
      ),
      {
        retries: { attempts: 2 },
        fault: { abort: { percentage: 100, status: 503 }, delay: { percentage: 100, duration: "1s" } },
        mirror: { subset: "v2", percentage: 100 },
        tls: { mode: "ISTIO_MUTUAL" },
        routes: [{ match, redirect: { path: "/", status: 301 } }],
      },
    );
  });
});

describe("Subsets that rules name", () => {
  const rules = trafficSettings.parse({
    subsets: { blue: { labels } },
    weights: { v1: 50, blue: 50 },
    mirror: { subset: "v2" },
    routes: [
      { match, weights: "off", mirror: "off" },
      { match: [{ method: "GET" }], weights: { v3: 100 }, mirror: { host: "a.example.com" } },
    ],
  });
  const unknown = (versions: string[]) => unknownSubsets(rules, versions).map(({ path }) => path.join("."));

  it("are known as versions, or by their labels", () => {
    assert.deepEqual(unknown(["v1", "v2", "v3"]), []);
  });

  it("are looked for in every place", () => {
    assert.deepEqual(unknown(["v1", "v2"]), ["routes.1.weights.v3"]);
    assert.deepEqual(unknown([]), ["weights.v1", "mirror.subset", "routes.1.weights.v3"]);
  });

  it("are known where there is one version too", () => {
    assert.deepEqual(unknown(["v1"]), ["mirror.subset", "routes.1.weights.v3"]);
  });
});
