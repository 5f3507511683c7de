import assert from "node:assert/strict";
import { parseSettings } from "../../../config";
import { kubernetesProblem } from "../../../config/mesh/legacyVersions";
import type { TrafficInput } from "../../../config/traffic/schema";
import { legacyIstioMinors } from "../../../versions";
import { refusals } from "./refusal";

const mesh = (legacyIstio: object, others: object = {}) => ({ mesh: { kind: "legacyIstio", legacyIstio, ...others } });
const namespaces = [{ name: "shop" }];
const withRules = (traffic: TrafficInput, version = "1.5.10") => ({
  ...mesh({ version }),
  namespaces,
  services: [{ name: "carts", namespace: "shop", traffic }],
});
const known =
  "1.1.0–1.1.17 (Kubernetes 1.11–1.15), 1.2.0–1.2.10 (Kubernetes 1.12–1.21), 1.3.0–1.3.8 (Kubernetes 1.13–1.21), " +
  "1.4.0–1.4.10 (Kubernetes 1.13–1.21), 1.5.0–1.5.10 (Kubernetes 1.14–1.21)";
const noVersion = "newer releases are mesh.kind: istio, older ones have no istio-init";
const unknown = (version: string) => `with Istio ${version}, which does not know it`;
const at = "services[0].traffic";

describe("The settings of Istio 1.1 to 1.5", () => {
  it("have the last release and nothing else by default", () => {
    assert.deepEqual(parseSettings(mesh({})).mesh.legacyIstio, {
      version: "1.5.10",
      charts: { from: "repository" },
      hub: "docker.io/istio",
      serviceGraph: false,
      values: { init: {}, istio: {} },
    });
  });

  it("take every release of the table", () => {
    for (const { minor, highestPatch } of legacyIstioMinors)
      parseSettings(mesh({ version: `${minor}.${highestPatch}` }));
  });

  refusals([
    [
      "refuse a release that is newer",
      mesh({ version: "1.6.0" }),
      `mesh.legacyIstio.version: found "1.6.0"; allowed: ${known}; ${noVersion}`,
    ],
    [
      "refuse a release that is older",
      mesh({ version: "1.0.9" }),
      `mesh.legacyIstio.version: found "1.0.9"; allowed: ${known}; ${noVersion}`,
    ],
    [
      "refuse a patch that there never was",
      mesh({ version: "1.4.11" }),
      `mesh.legacyIstio.version: found "1.4.11"; allowed: ${known}; ${noVersion}`,
    ],
    [
      "refuse a folder of charts that is not named",
      mesh({ charts: { from: "folder", url: "https://charts.example.com" } }),
      "mesh.legacyIstio.charts.path: found nothing; allowed: a folder that holds istio-init and istio, because " +
        "mesh.legacyIstio.charts.from is folder",
      'mesh.legacyIstio.charts.url: found "https://charts.example.com"; allowed: nothing while ' +
        "mesh.legacyIstio.charts.from is folder",
    ],
    [
      "refuse a folder that nobody looks into, and a repository that is none",
      mesh({ charts: { path: "/charts", url: "oci://registry.example.com" } }),
      'mesh.legacyIstio.charts.path: found "/charts"; allowed: nothing unless mesh.legacyIstio.charts.from is folder',
      'mesh.legacyIstio.charts.url: found "oci://registry.example.com"; allowed: an https:// address while ' +
        "mesh.legacyIstio.charts.from is repository",
    ],
    [
      "refuse an image registry with a scheme",
      mesh({ hub: "https://docker.io/istio" }),
      'mesh.legacyIstio.hub: found "https://docker.io/istio"; allowed: a registry and folder of images, such as ' +
        "docker.io/istio",
    ],
    [
      "refuse the service graph after Istio 1.1",
      { ...mesh({ version: "1.2.10", serviceGraph: true }), addons: { prometheus: {} } },
      "mesh.legacyIstio.serviceGraph: found true; allowed: false unless it is Istio 1.1; Istio 1.2 took it out " +
        "of the chart; addons.kiali draws the graph since",
    ],
    [
      "refuse what shows Prometheus' numbers without Prometheus",
      {
        ...mesh({ version: "1.1.17", serviceGraph: true }),
        addons: { prometheus: { enabled: false }, grafana: {}, kiali: {} },
      },
      ...["mesh.legacyIstio.serviceGraph", "addons.grafana.enabled", "addons.kiali.enabled"].map(
        (key) =>
          `${key}: found true; allowed: false while addons.prometheus is off; it shows what Prometheus has gathered: ` +
          "set addons.prometheus.enabled: true",
      ),
    ],
    [
      "refuse OpenShift",
      { platform: "openshift", ...mesh({}) },
      'platform: found "openshift"; allowed: kubernetes while mesh.kind is legacyIstio; mesh.kind: maistra installs ' +
        "the Istio of that time on OpenShift",
    ],
    [
      "refuse another name of the gateway",
      mesh({}, { gateway: { name: "edge" } }),
      'mesh.gateway.name: found "edge"; allowed: istio-ingressgateway while mesh.kind is legacyIstio',
    ],
    [
      "refuse revisions",
      { ...mesh({}), namespaces: [{ name: "shop", injection: { revision: "canary" } }] },
      'namespaces[0].injection: found {"revision":"canary"}; allowed: enabled or disabled while mesh.kind is ' +
        "legacyIstio, which knows no revisions",
    ],
    [
      "refuse a namespace's own way out before 1.3",
      { ...mesh({ version: "1.2.10" }), namespaces: [{ name: "shop", outboundTraffic: "REGISTRY_ONLY" }] },
      `namespaces[0].outboundTraffic: found "REGISTRY_ONLY"; allowed: nothing ${unknown("1.2.10")}; ` +
        "mesh.legacyIstio.version 1.3 and newer do",
    ],
    [
      "refuse another port of a host outside",
      {
        ...mesh({}),
        namespaces,
        externalServices: [
          {
            name: "api",
            namespace: "shop",
            host: "api.example.com",
            ports: [{ number: 80, targetPort: 443, protocol: "HTTP" }],
          },
        ],
      },
      `externalServices[0].ports[0].targetPort: found 443; allowed: nothing ${unknown("1.5.10")}`,
    ],
  ]);

  it("take the service graph of Istio 1.1, with Prometheus", () => {
    const settings = { ...mesh({ version: "1.1.17", serviceGraph: true }), addons: { prometheus: {} } };
    assert.equal(parseSettings(settings).mesh.legacyIstio?.serviceGraph, true);
  });

  it("say nothing where the stack has another kind of mesh", () => {
    parseSettings({ platform: "openshift", namespaces: [{ name: "shop", injection: { revision: "canary" } }] });
  });
});

describe("Traffic settings that Istio 1.1 to 1.5 do not know", () => {
  const all = (version: string, ...settings: [key: string, found: string, instead: string, since?: string][]) =>
    settings.map(
      ([key, found, instead, since]) =>
        `${at}.${key}: found ${found}; allowed: ${instead} ${unknown(version)}` +
        (since ? `; mesh.legacyIstio.version ${since} and newer do` : ""),
    );

  refusals([
    [
      "are refused with 1.5, each by its key",
      withRules({
        retries: { backoff: "1s", retryOn: "reset-before-request" },
        rewrite: { regex: { match: "/a", substitution: "/b" } },
        mirror: { host: "other.example.com", percentage: 0.5 },
        routes: [
          {
            match: [
              {
                withoutHeaders: { "x-a": { exact: "b" } },
                query: { q: { prefix: "p" } },
                source: { namespace: "shop" },
              },
            ],
            redirect: { scheme: "https", port: 8443 },
          },
        ],
        loadBalancing: { sessionAffinity: { query: "user" } },
        subsets: {
          v1: {
            labels: { version: "v1" },
            loadBalancing: {
              simple: "ROUND_ROBIN",
              locality: { failoverPriority: ["zone"] },
              warmup: { duration: "1m" },
            },
          },
        },
      }),
      ...all(
        "1.5.10",
        ["retries.backoff", '"1s"', "nothing"],
        ["retries.retryOn", '"reset-before-request"', "a list without reset-before-request"],
        ["mirror.percentage", "0.5", "a whole percentage"],
        ["rewrite.regex", '{"match":"/a","substitution":"/b"}', "path or host"],
        ["loadBalancing.sessionAffinity.query", '"user"', "cookie, header or source"],
        ["routes[0].redirect.scheme", '"https"', "path or host"],
        ["routes[0].redirect.port", "8443", "path or host"],
        ["routes[0].match[0].withoutHeaders", '{"x-a":{"exact":"b"}}', "nothing"],
        ["routes[0].match[0].source.namespace", '"shop"', "labels of the callers' pods"],
        ["routes[0].match[0].query.q", '{"prefix":"p"}', "exact or regex"],
        ["subsets.v1.loadBalancing.locality.failoverPriority", '["zone"]', "failover or distribute"],
        ["subsets.v1.loadBalancing.warmup", '{"duration":"1m"}', "nothing"],
      ),
    ],
    [
      "are refused with 1.4 where 1.5 brought them",
      withRules(
        {
          cors: { allowOrigins: [{ exact: "https://a.example.com" }, { regex: "https://.*" }] },
          outlierDetection: { consecutive5xxErrors: 3, consecutiveGatewayErrors: 0 },
          loadBalancing: { simple: "ROUND_ROBIN", locality: { failover: [{ from: "a", to: "b" }] } },
          subsets: { v1: { labels: { version: "v1" }, outlierDetection: "off" } },
        },
        "1.4.10",
      ),
      ...all(
        "1.4.10",
        ["cors.allowOrigins[1]", '{"regex":"https://.*"}', "an exact origin", "1.5"],
        ["outlierDetection.consecutive5xxErrors", "3", "consecutiveGatewayErrors", "1.5"],
        ["outlierDetection.consecutiveGatewayErrors", "0", "at least 1", "1.5"],
        ["loadBalancing.locality", '{"failover":[{"from":"a","to":"b"}]}', "nothing", "1.5"],
        ["subsets.v1.outlierDetection", '"off"', "nothing, or a group", "1.5"],
      ),
    ],
    [
      "are refused with 1.3 where 1.4 brought them",
      withRules({ retries: { retryOn: "reset" }, mirror: { host: "other.example.com", percentage: 10 } }, "1.3.8"),
      ...all(
        "1.3.8",
        ["retries.retryOn", '"reset"', "a list without reset", "1.4"],
        ["mirror.percentage", "10", "100", "1.4"],
      ),
    ],
    [
      "are refused with 1.2 where 1.3 brought them",
      withRules(
        { connectionPool: { http2: true }, routes: [{ name: "beta", match: [{ path: { exact: "/" } }] }] },
        "1.2.10",
      ),
      ...all(
        "1.2.10",
        ["connectionPool.http2", "true", "nothing", "1.3"],
        ["routes[0].name", '"beta"', "nothing", "1.3"],
      ),
    ],
    [
      "are refused with 1.1 where 1.2 brought them",
      withRules({ retries: "off", routes: [{ match: [{ query: { q: { exact: "1" } } }] }] }, "1.1.17"),
      ...all(
        "1.1.17",
        ["retries", '"off"', "attempts of at least 1", "1.2"],
        ["routes[0].match[0].query.q", '{"exact":"1"}', "nothing", "1.2"],
      ),
    ],
  ]);

  it("are taken from the release on that knows them", () => {
    parseSettings(withRules({ retries: "off", routes: [{ match: [{ query: { q: { exact: "1" } } }] }] }, "1.2.0"));
    parseSettings(withRules({ connectionPool: { http2: true } }, "1.3.0"));
    parseSettings(withRules({ retries: { retryOn: "reset" } }, "1.4.0"));
    parseSettings(withRules({ outlierDetection: { consecutive5xxErrors: 3 } }, "1.5.0"));
  });
});

describe("A Kubernetes that does not fit", () => {
  const cases: [istio: string, kubernetes: string, found?: string, todo?: string][] = [
    ["1.5.10", "v1.21.14"],
    ["1.5.10", "v1.14.0"],
    ["1.4.3", "1.21+"],
    ["1.1.17", "v1.15.12-gke.20"],
    ["1.30.4", "v1.25.0"],
    ["1.5.10", "v1.25.3", "Istio 1.5.10 runs on 1.14 to 1.21", "take a current release (mesh.kind: istio)"],
    [
      "1.1.17",
      "v1.16.15",
      "Istio 1.1.17 runs on 1.11 to 1.15",
      "take mesh.legacyIstio.version 1.5.10, or another cluster",
    ],
    [
      "1.5.10",
      "v1.13.12",
      "Istio 1.5.10 runs on 1.14 to 1.21",
      "take mesh.legacyIstio.version 1.4.10, or another cluster",
    ],
    ["1.5.10", "v1.10.0", "Istio 1.5.10 runs on 1.14 to 1.21", "take another cluster"],
    [
      "1.5.10",
      "unknown",
      "Istio 1.5.10 runs on 1.14 to 1.21, and this is no version that this program can read",
      "take another cluster",
    ],
  ];
  for (const [istio, kubernetes, found, todo] of cases) {
    it(`is ${found ? "" : "not "}found for Istio ${istio} on ${kubernetes}`, () =>
      assert.deepEqual(kubernetesProblem(istio, kubernetes), found && { found, todo }));
  }
});
