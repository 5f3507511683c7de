import assert from "node:assert/strict";
import { compileTraffic } from "../../../../components/traffic/serviceTraffic";
import type { TrafficInput } from "../../../../config/traffic/schema";

const host = "carts.shop.svc.cluster.local";

function spec(rules: TrafficInput, versions: readonly string[] = []) {
  return compileTraffic({ service: "carts", namespace: "shop", versions, rules }).destinationRule.spec;
}

const policy = (rules: TrafficInput) => spec(rules).trafficPolicy;

const outlierDetection = {
  consecutiveGatewayErrors: 5,
  consecutive5xxErrors: 0,
  interval: "10s",
  baseEjectionTime: "30s",
  maxEjectionPercent: 50,
  minHealthPercent: 50,
};
const tls = { mode: "ISTIO_MUTUAL" };
const defaults = { outlierDetection, tls };

/** Rules, and what they change in the policy for all pods. */
const fields: [title: string, rules: TrafficInput, more: object][] = [
  ["nothing", {}, {}],
  [
    "every limit of connections",
    {
      connectionPool: {
        maxConnections: 1,
        connectTimeout: "2s",
        idleTimeout: "1m",
        keepalive: { time: "10m", interval: "30s", probes: 3 },
        maxPendingRequests: 4,
        maxRequests: 5,
        maxRequestsPerConnection: 0,
        maxRetries: 6,
        http2: true,
      },
    },
    {
      connectionPool: {
        tcp: { maxConnections: 1, connectTimeout: "2s", tcpKeepalive: { time: "10m", interval: "30s", probes: 3 } },
        http: {
          idleTimeout: "1m",
          http1MaxPendingRequests: 4,
          http2MaxRequests: 5,
          maxRequestsPerConnection: 0,
          maxRetries: 6,
          h2UpgradePolicy: "UPGRADE",
        },
      },
    },
  ],
  [
    "limits of connections alone",
    { connectionPool: { maxConnections: 1 } },
    { connectionPool: { tcp: { maxConnections: 1 } } },
  ],
  [
    "limits of calls alone",
    { connectionPool: { http2: false } },
    { connectionPool: { http: { h2UpgradePolicy: "DO_NOT_UPGRADE" } } },
  ],
  [
    "keepalive with the system's numbers",
    { connectionPool: { keepalive: {} } },
    { connectionPool: { tcp: { tcpKeepalive: {} } } },
  ],
  [
    "every key of outlier detection",
    {
      outlierDetection: {
        consecutiveGatewayErrors: 1,
        consecutive5xxErrors: 2,
        interval: "3s",
        baseEjectionTime: "4s",
        maxEjectionPercent: 100,
        minHealthPercent: 0,
      },
    },
    {
      outlierDetection: {
        consecutiveGatewayErrors: 1,
        consecutive5xxErrors: 2,
        interval: "3s",
        baseEjectionTime: "4s",
        maxEjectionPercent: 100,
        minHealthPercent: 0,
      },
    },
  ],
  [
    "some keys of outlier detection",
    { outlierDetection: { interval: "1s" } },
    { outlierDetection: { ...outlierDetection, interval: "1s" } },
  ],
  ["balancing", { loadBalancing: { simple: "ROUND_ROBIN" } }, { loadBalancer: { simple: "ROUND_ROBIN" } }],
  [
    "affinity by a cookie that the gateway gives out",
    { loadBalancing: { sessionAffinity: { cookie: { name: "session" } } } },
    { loadBalancer: { consistentHash: { httpCookie: { name: "session", ttl: "0s" } } } },
  ],
  [
    "affinity by a cookie that lives for a while, on a path",
    { loadBalancing: { sessionAffinity: { cookie: { name: "session", ttl: "1h", path: "/cart" } } } },
    { loadBalancer: { consistentHash: { httpCookie: { name: "session", ttl: "1h", path: "/cart" } } } },
  ],
  [
    "affinity by a header",
    { loadBalancing: { sessionAffinity: { header: "x-user" } } },
    { loadBalancer: { consistentHash: { httpHeaderName: "x-user" } } },
  ],
  [
    "affinity by a query parameter",
    { loadBalancing: { sessionAffinity: { query: "user" } } },
    { loadBalancer: { consistentHash: { httpQueryParameterName: "user" } } },
  ],
  [
    "affinity by the caller's address",
    { loadBalancing: { sessionAffinity: { source: true } } },
    { loadBalancer: { consistentHash: { useSourceIp: true } } },
  ],
  [
    "failover",
    { loadBalancing: { locality: { failover: [{ from: "eu", to: "us" }] } } },
    { loadBalancer: { localityLbSetting: { enabled: true, failover: [{ from: "eu", to: "us" }] } } },
  ],
  [
    "failover by labels",
    { loadBalancing: { locality: { failoverPriority: ["topology.istio.io/network"] } } },
    { loadBalancer: { localityLbSetting: { enabled: true, failoverPriority: ["topology.istio.io/network"] } } },
  ],
  [
    "distribution",
    { loadBalancing: { locality: { distribute: [{ from: "eu/*", to: { "eu/a": 80, "eu/b": 20 } }] } } },
    {
      loadBalancer: {
        localityLbSetting: { enabled: true, distribute: [{ from: "eu/*", to: { "eu/a": 80, "eu/b": 20 } }] },
      },
    },
  ],
  [
    "every key of warm-up",
    { loadBalancing: { simple: "LEAST_REQUEST", warmup: { duration: "1m", minimumPercent: 20, aggression: 1.5 } } },
    { loadBalancer: { simple: "LEAST_REQUEST", warmup: { duration: "1m", minimumPercent: 20, aggression: 1.5 } } },
  ],
  ["no TLS", { tls: { mode: "DISABLE" } }, { tls: { mode: "DISABLE" } }],
  [
    "TLS of the host's own",
    { tls: { mode: "SIMPLE", sni: "a.example.com", subjectAltNames: ["a.example.com"] } },
    { tls: { mode: "SIMPLE", sni: "a.example.com", subjectAltNames: ["a.example.com"] } },
  ],
  ["mutual TLS, said", { tls: {} }, {}],
];

describe("The policy for all pods of a service", () => {
  for (const [title, rules, more] of fields) {
    it(`compiles: ${title}`, () => {
      assert.deepEqual(spec(rules), { host, trafficPolicy: { ...defaults, ...more } });
    });
  }

  it("has no outlier detection where it is off", () => {
    assert.deepEqual(policy({ outlierDetection: "off" }), { tls });
  });
});

describe("Subsets", () => {
  it("are an app's versions, a single one too", () => {
    const subsets = [
      { name: "v1", labels: { version: "v1" } },
      { name: "v2", labels: { version: "v2" } },
    ];
    assert.deepEqual(spec({}, ["v1", "v2"]).subsets, subsets);
    assert.deepEqual(spec({}, ["v1"]).subsets, subsets.slice(0, 1));
    assert.equal(spec({}).subsets, undefined);
  });

  it("may be declared beside versions, and in the place of one", () => {
    const blue = { labels: { color: "blue" } };
    const rules = { subsets: { blue, v2: { labels: { version: "v2", color: "red" } } } };
    assert.deepEqual(spec(rules, ["v1", "v2"]).subsets, [
      { name: "v1", labels: { version: "v1" } },
      { name: "v2", labels: { version: "v2", color: "red" } },
      { name: "blue", ...blue },
    ]);
  });

  it("have a policy of their own in what they say, over the same defaults", () => {
    const labels = { color: "blue" };
    const subset = (more: object) => spec({ subsets: { blue: { labels, ...more } } }).subsets?.[0];
    assert.deepEqual(subset({}), { name: "blue", labels });
    assert.deepEqual(subset({ connectionPool: { maxConnections: 1 }, loadBalancing: { simple: "RANDOM" } }), {
      name: "blue",
      labels,
      trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } }, loadBalancer: { simple: "RANDOM" } },
    });
    assert.deepEqual(subset({ outlierDetection: { interval: "1s" } })?.trafficPolicy, {
      outlierDetection: { ...outlierDetection, interval: "1s" },
    });
  });

  it("switch outlier detection off by counting nothing: without a group of their own they would have the service's", () => {
    const blue = { labels: { color: "blue" }, outlierDetection: "off" as const };
    assert.deepEqual(spec({ subsets: { blue } }).subsets?.[0]?.trafficPolicy, {
      outlierDetection: { consecutiveGatewayErrors: 0, consecutive5xxErrors: 0 },
    });
  });
});
