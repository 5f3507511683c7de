import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inVersion } from "../../../../components/mesh/legacyForm";
import { compileExternal } from "../../../../components/traffic/externalService";
import { compileTraffic } from "../../../../components/traffic/serviceTraffic";
import { parseSettings } from "../../../../config";
import type { TrafficInput } from "../../../../config/traffic/schema";

const v1alpha3 = "networking.istio.io/v1alpha3";
const compiled = (rules: TrafficInput) => {
  const { destinationRule, virtualServices } = compileTraffic({ service: "carts", namespace: "shop", rules });
  return {
    rule: inVersion("DestinationRule", destinationRule, v1alpha3).spec as unknown as Spec,
    service: inVersion("VirtualService", virtualServices[0]!, v1alpha3).spec as unknown as Spec,
  };
};
type Spec = Record<string, never> & { http: Record<string, unknown>[]; trafficPolicy: Record<string, unknown> };

/** Every key of an object down to its single values, without the numbers of lists. */
function paths(value: unknown, path: string[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((part) => paths(part, path));
  if (typeof value !== "object" || value === null) return [path.join(".")];
  return Object.entries(value).flatMap(([key, part]) => paths(part, [...path, key]));
}

/** Fields of Istio 1.5's own definitions (istio 1.5.10: istio-init/files/crd-all.gen.yaml); `*` is any key. */
const fields = JSON.parse(readFileSync(join(__dirname, "istio-1.5-fields.json"), "utf8")) as Record<string, string[]>;
// What stands below a field without parts is a key of a map.
const isKnown = (kind: string, path: string) =>
  fields[kind]!.some((field) => new RegExp(`^${field.replaceAll("*", "[^.]+")}(\\.|$)`).test(path));
const unknown = (kind: string, spec: object) => paths(spec).filter((path) => !isKnown(kind, path));

/** Every traffic setting that Istio 1.5 knows. */
const everything: TrafficInput = {
  subsets: { v1: { labels: { version: "v1" }, connectionPool: { http2: false }, outlierDetection: "off" } },
  weights: { v1: 100 },
  timeout: "3s",
  retries: { attempts: 1, perTryTimeout: "1s", retryOn: "reset,503" },
  fault: { abort: { percentage: 80, status: 500 }, delay: { percentage: 50, duration: "5s" } },
  mirror: { subset: "v1", percentage: 10 },
  cors: {
    allowOrigins: [{ exact: "https://a.example.com" }],
    allowMethods: ["GET"],
    allowHeaders: ["x-a"],
    exposeHeaders: ["x-b"],
    maxAge: "1m",
    allowCredentials: true,
  },
  headers: {
    request: { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] },
    response: { set: { "x-d": "3" } },
  },
  rewrite: { path: "/a", host: "other.example.com" },
  routes: [
    {
      name: "beta",
      match: [
        {
          path: { prefix: "/beta" },
          method: "GET",
          headers: { "x-user": { exact: "me" } },
          query: { q: { exact: "1" } },
          source: { labels: { app: "front-end" } },
        },
      ],
    },
    { match: [{ path: { exact: "/old" } }], redirect: { path: "/new", host: "shop.example.com" } },
  ],
  connectionPool: {
    maxConnections: 1,
    connectTimeout: "1s",
    idleTimeout: "1m",
    keepalive: { time: "1m", interval: "10s", probes: 3 },
    maxPendingRequests: 1,
    maxRequests: 1,
    maxRequestsPerConnection: 1,
    maxRetries: 1,
    http2: true,
  },
  outlierDetection: { consecutiveGatewayErrors: 3, interval: "5s", baseEjectionTime: "1m", maxEjectionPercent: 10 },
  loadBalancing: { simple: "LEAST_REQUEST", locality: { failover: [{ from: "a", to: "b" }] } },
  tls: { mode: "SIMPLE", sni: "carts.example.com", subjectAltNames: ["carts"] },
};

describe("Traffic objects for Istio 1.1 to 1.5", () => {
  it("hold no field that Istio 1.5 does not define, whatever its settings may say", () => {
    const settings = { name: "carts", namespace: "shop", traffic: everything };
    parseSettings({ mesh: { kind: "legacyIstio" }, namespaces: [{ name: "shop" }], services: [settings] });
    const { rule, service } = compiled(everything);
    assert.deepEqual(unknown("VirtualService", service), []);
    assert.deepEqual(unknown("DestinationRule", rule), []);
    const outside = compileExternal({
      name: "api",
      namespace: "shop",
      host: "api.example.com",
      ports: [{ number: 80, protocol: "HTTP" }],
      egressGateway: false,
    });
    assert.deepEqual(unknown("ServiceEntry", outside.serviceEntry.spec), []);
  });

  it("would hold such fields as they are written today", () => {
    const { virtualServices } = compileTraffic({ service: "carts", namespace: "shop", rules: everything });
    assert.deepEqual(
      new Set(unknown("VirtualService", virtualServices[0]!.spec)),
      new Set([
        "http.mirrors.destination.host",
        "http.mirrors.destination.port.number",
        "http.mirrors.destination.subset",
        "http.mirrors.percentage.value",
      ]),
    );
  });

  it("name one mirror, and its share unless that is all", () => {
    const mirror = { host: "carts.shop.svc.cluster.local", port: { number: 80 }, subset: "v2" };
    const subsets = { v2: { labels: { version: "v2" } } };
    const some = compiled({ subsets, mirror: { subset: "v2", percentage: 10 } }).service.http[0]!;
    assert.deepEqual([some.mirror, some.mirrorPercent, some.mirrors], [mirror, 10, undefined]);
    const all = compiled({ subsets, mirror: { subset: "v2" } }).service.http[0]!;
    assert.deepEqual([all.mirror, "mirrorPercent" in all], [mirror, false]);
  });

  it("list origins as texts, unless one is a pattern, which only 1.5 knows", () => {
    const cors = (origins: object[]) =>
      compiled({ cors: { allowOrigins: origins as never } }).service.http[0]!.corsPolicy;
    assert.deepEqual(cors([{ exact: "*" }, { exact: "https://a.example.com" }]), {
      allowOrigin: ["*", "https://a.example.com"],
    });
    const patterns = [{ exact: "*" }, { regex: "https://.*" }];
    assert.deepEqual(cors(patterns), { allowOrigins: patterns });
  });

  it("count gateway errors by the old name, unless other errors count too", () => {
    const detection = (outlierDetection: TrafficInput["outlierDetection"]) =>
      compiled({ outlierDetection }).rule.trafficPolicy.outlierDetection;
    const others = { interval: "10s", baseEjectionTime: "30s", maxEjectionPercent: 50, minHealthPercent: 50 };
    assert.deepEqual(detection(undefined), { ...others, consecutiveErrors: 5 });
    assert.deepEqual(detection({ consecutive5xxErrors: 3 }), {
      ...others,
      consecutiveGatewayErrors: 5,
      consecutive5xxErrors: 3,
    });
    assert.equal(detection("off"), undefined);
  });

  it("call the least busy pod by the old name, in subsets too", () => {
    const { rule } = compiled({
      loadBalancing: { simple: "LEAST_REQUEST" },
      subsets: { v1: { labels: { version: "v1" }, loadBalancing: { simple: "LEAST_REQUEST" } } },
    });
    const [subset] = rule.subsets as unknown as [{ trafficPolicy: object }];
    assert.deepEqual(rule.trafficPolicy.loadBalancer, { simple: "LEAST_CONN" });
    assert.deepEqual(subset.trafficPolicy, { loadBalancer: { simple: "LEAST_CONN" } });
  });

  it("give a Sidecar the listeners that it had to name then", () => {
    const sidecar = {
      metadata: { name: "default", namespace: "shop" },
      spec: { outboundTrafficPolicy: { mode: "X" } },
    };
    const { apiVersion, spec } = inVersion("Sidecar", sidecar, v1alpha3);
    assert.equal(apiVersion, v1alpha3);
    assert.deepEqual(spec, { egress: [{ hosts: ["*/*"] }], outboundTrafficPolicy: { mode: "X" } });
  });

  it("are left alone for every other mesh", () => {
    const { virtualServices } = compileTraffic({ service: "carts", namespace: "shop", rules: everything });
    for (const networking of [undefined, "networking.istio.io/v1beta1"] as const) {
      assert.deepEqual(inVersion("VirtualService", virtualServices[0]!, networking), {
        ...virtualServices[0],
        apiVersion: networking,
      });
    }
  });
});
