import assert from "node:assert/strict";
import type { RawSettings } from "../../../config";
import { addonNames, addonsOn, parseSettings } from "../../../config";
import { addonCharts } from "../../../versions";

const addonsOf = (addons: RawSettings, rest: RawSettings = {}) => parseSettings({ addons, ...rest }).addons;

describe("The settings of addons", () => {
  it("are none by default: nothing is installed", () => {
    assert.deepEqual(addonsOf({}), {});
    assert.deepEqual(addonsOn({}), []);
  });

  it("have defaults: pinned charts, private, a login", () => {
    const common = (name: keyof typeof addonCharts) => ({
      enabled: true,
      version: addonCharts[name].version,
      charts: { from: "repository" },
      values: {},
    });
    assert.deepEqual(addonsOf({ prometheus: {}, grafana: {}, jaeger: {}, kiali: {} }), {
      prometheus: { ...common("prometheus"), retention: "6h", scrapeInterval: "15s" },
      grafana: { ...common("grafana"), dashboards: {} },
      jaeger: { ...common("jaeger"), protocol: "otlp" },
      kiali: { ...common("kiali"), authentication: "token" },
    });
  });

  it("switch each one: in the order of their names here, whatever the order in the file", () => {
    assert.deepEqual(addonsOn(addonsOf({ kiali: {}, jaeger: {}, prometheus: {} })), ["prometheus", "jaeger", "kiali"]);
    assert.deepEqual(addonsOn(addonsOf({ grafana: { enabled: false, adminSecret: "a" } })), []);
    assert.deepEqual([...addonNames].sort(), Object.keys(addonCharts).sort());
  });

  it("take charts from a repository, a registry or a folder", () => {
    for (const charts of [
      { from: "repository", url: "https://charts.example.com" },
      { from: "oci", url: "oci://registry.example.com/charts" },
      { from: "folder", path: "/charts" },
    ]) {
      assert.deepEqual(addonsOf({ jaeger: { charts, version: "4.0.0-rc.1" } }).jaeger?.charts, charts);
    }
  });

  it("take times as Prometheus writes them", () => {
    for (const time of ["15s", "1m", "1h30m", "15d", "1y2w3d4h5m6s"]) {
      const prometheus = { retention: time, scrapeInterval: time };
      assert.equal(addonsOf({ prometheus }).prometheus?.retention, time);
    }
  });

  it("publish an addon with one way to ask who calls", () => {
    const tls = { secret: "certificate" };
    const at = (name: string, authentication: object) => ({
      expose: { host: `${name}.example.com`, tls, authentication },
    });
    const jwks = '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}';
    const externalAuthorizer = { service: "oauth2-proxy.login.svc.cluster.local", port: 4180 };
    const addons = addonsOf({
      prometheus: at("prometheus", { jwt: { issuer: "https://id.example.com", jwks, audiences: ["addons"] } }),
      grafana: at("grafana", { own: true }),
      jaeger: { ...at("jaeger", { externalAuthorizer }), nodePort: 31686 },
      kiali: { ...at("kiali", { clientCertificates: true }), authentication: "anonymous" },
    });
    assert.deepEqual(addons.jaeger?.expose?.authentication, { externalAuthorizer });
    assert.equal(addons.kiali?.expose?.tls.minVersion, "TLSV1_2");
    const uri = { jwt: { issuer: "me", jwksUri: "https://id.example.com/keys" } };
    assert.deepEqual(addonsOf({ jaeger: at("jaeger", uri) }).jaeger?.expose?.authentication, uri);
  });

  it("let Kiali ask for a login again by its chart's values", () => {
    const expose = { host: "kiali.example.com", tls: { secret: "a" }, authentication: { own: true } };
    const kiali = { expose, authentication: "anonymous", values: { auth: { strategy: "openid" } } };
    assert.ok(addonsOf({ prometheus: {}, kiali }).kiali?.expose);
  });

  it("say nothing of what is switched off", () => {
    const kiali = {
      enabled: false,
      expose: { host: "a.example.com", tls: { secret: "a" }, authentication: { own: true } },
    };
    const jaeger = { enabled: false, nodePort: 30080 };
    const mesh = {
      tracing: { service: "collector.tracing.svc.cluster.local", port: 4317 },
      gateway: { httpNodePort: 30080 },
    };
    const rest = { namespaces: [{ name: "shop" }], sockShop: { namespace: "shop", host: "a.example.com" } };
    assert.ok(addonsOf({ kiali, jaeger }, { mesh, ...rest }));
    const without = { components: { istiod: false, gateway: false } };
    assert.ok(addonsOf({ kiali, jaeger }, { mesh: without }));
  });
});

describe("The settings of telemetry", () => {
  it("name a backend that is not ours", () => {
    const tracing = { service: "collector.tracing.svc.cluster.local", port: 4317 };
    assert.deepEqual(parseSettings({ mesh: { tracing } }).mesh.tracing, { protocol: "otlp", ...tracing });
    const sail = parseSettings({
      platform: "openshift",
      mesh: { kind: "sail", tracing: { ...tracing, protocol: "zipkin" } },
    });
    assert.equal(sail.mesh.tracing?.protocol, "zipkin");
  });

  it("may differ by namespace, where there are Telemetry objects", () => {
    for (const mesh of [{}, { kind: "sail" }]) {
      const telemetry = { traceSampling: 0, accessLogs: true };
      const { namespaces } = parseSettings({
        ...{ platform: "openshift", mesh, addons: { jaeger: {} } },
        namespaces: [{ name: "a", telemetry }],
      });
      assert.deepEqual(namespaces[0]?.telemetry, telemetry);
    }
  });
});

describe("The addons that a control plane brings itself", () => {
  it("have the same switches", () => {
    const all = { prometheus: {}, grafana: {}, jaeger: {}, kiali: { enabled: false } };
    const maistra = parseSettings({ platform: "openshift", mesh: { kind: "maistra" }, addons: all });
    assert.deepEqual(addonsOn(maistra.addons), ["prometheus", "grafana", "jaeger"]);
    const legacy = { ...all, jaeger: { nodePort: 31686 } };
    assert.equal(parseSettings({ mesh: { kind: "legacyIstio" }, addons: legacy }).addons.jaeger?.nodePort, 31686);
  });
});
