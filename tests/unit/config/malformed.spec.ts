import assert from "node:assert/strict";
import fc from "fast-check";
import type { RawSettings } from "../../../config";
import { ConfigError, parseSettings } from "../../../config";
import { traffic } from "../../traffic/arbitrary";
import { seed } from "../../traffic/seed";

const at = (name: string) => ({ host: `${name}.example.com`, tls: { secret: "a" } });

/** A stack that says something in every group; each run breaks it somewhere. */
const stack = (rules: unknown): RawSettings => ({
  platform: "kubernetes",
  mesh: {
    components: { egressGateway: true },
    tracing: { service: "collector.tracing.svc.cluster.local", port: 4317 },
    gateway: { serviceType: "NodePort", httpNodePort: 30080 },
    values: { istiod: {} },
  },
  addons: {
    prometheus: { retention: "1d", charts: { from: "folder", path: "/charts" }, values: { server: {} } },
    grafana: { adminSecret: "admin", dashboards: {}, expose: { ...at("grafana"), authentication: { own: true } } },
    jaeger: {
      enabled: false,
      nodePort: 31686,
      expose: {
        ...at("jaeger"),
        authentication: { externalAuthorizer: { service: "proxy.a.svc.cluster.local", port: 80 } },
      },
    },
    kiali: {
      values: { auth: { strategy: "token" } },
      expose: { ...at("kiali"), authentication: { jwt: { issuer: "me", jwks: '{"keys":[{}]}', audiences: ["a"] } } },
    },
  },
  namespaces: [
    { name: "shop", injection: { revision: "canary" }, telemetry: { traceSampling: 10 } },
    { name: "outside", injection: "disabled" },
  ],
  sockShop: {
    namespace: "shop",
    host: "shop.example.com",
    tls: { secret: "a" },
    images: {},
    traffic: { carts: rules },
  },
  bookinfo: { namespace: "shop", host: "books.example.com", traffic: { reviews: rules } },
  loadGenerator: { namespace: "shop" },
  outsider: { namespace: "outside" },
  apps: [
    { name: "web", namespace: "shop", image: "web:1", user: { id: 1, group: 1 }, resources: {}, traffic: rules },
    { name: "api", namespace: "shop", versions: [{ name: "v1", image: "api:1" }], env: { A: "b" }, args: ["-v"] },
  ],
  services: [{ name: "old", namespace: "legacy", traffic: rules }],
  externalServices: [
    { name: "out", namespace: "shop", host: "a.example.org", ports: [{ number: 80, protocol: "HTTP" }] },
  ],
  scenario: "egress-registry-only",
});

/** Paths to every part of a value. */
function paths(value: unknown, path: string[] = []): string[][] {
  const inner = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, part]) => paths(part, [...path, key]))].filter(({ length }) => length > 0);
}

/** A copy with something else at a place, or with a key more there. */
function broken(value: unknown, [key, ...rest]: string[], to: unknown): unknown {
  const group = value as Record<string, unknown>;
  const part = rest.length === 0 ? to : broken(group[key!], rest, to);
  return Array.isArray(value) ? Object.assign([...(value as unknown[])], { [key!]: part }) : { ...group, [key!]: part };
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    "",
    "off",
    "x",
    0,
    -1,
    1.5,
    1e9,
    true,
    [],
    [null],
    {},
    { x: 1 },
    ["x"],
    [[]],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

describe("Settings that are broken anywhere, in any way", function () {
  this.timeout("60s");

  it("are taken, or refused in this program's own words: no other error, no words of the parser", () => {
    fc.assert(
      fc.property(
        traffic([], false),
        fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 4 }),
        (rules, breaks) => {
          const settings = breaks.reduce<unknown>((whole, [place, to]) => {
            const places = paths(whole);
            return broken(whole, places[place % places.length]!, to);
          }, stack(rules)) as RawSettings;
          try {
            parseSettings(settings);
          } catch (error) {
            assert.ok(error instanceof ConfigError, String((error as Error).stack));
            const [, ...problems] = error.message.split("\n");
            for (const problem of problems) {
              assert.match(problem, /^ {2}istio-mesh:\S.*: found .*; allowed: \S/);
              const allowed = problem.slice(problem.indexOf("; allowed: "));
              assert.doesNotMatch(allowed, /Invalid|expected|Too |Unrecognized|undefined|\[object/);
            }
          }
        },
      ),
      { seed, numRuns: 300 },
    );
  });
});
