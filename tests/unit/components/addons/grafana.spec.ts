import assert from "node:assert/strict";
import type { RawSettings } from "../../../../config";
import { at, install, valueOf } from "./support";

describe("Grafana", () => {
  const value = async (settings: object, stack: RawSettings, ...path: string[]) =>
    valueOf(await install({ prometheus: { scrapeInterval: "5s" }, grafana: settings }, stack), "grafana", ...path);

  it("is Service grafana, port 3000", async () => {
    assert.equal(await value({}, {}, "fullnameOverride"), "grafana");
    assert.deepEqual(await value({}, {}, "service"), { port: 3000, portName: "http" });
  });

  it("lets nobody in without a login", async () => {
    assert.deepEqual(await value({}, {}, "grafana.ini", "auth.anonymous"), { enabled: false });
    assert.deepEqual(await value({}, {}, "grafana.ini", "users"), { allow_sign_up: false });
  });

  it("has the administrator of a Secret, or one with a password that its chart draws", async () => {
    assert.deepEqual(await value({ adminSecret: "mine" }, {}, "admin"), { existingSecret: "mine" });
    assert.equal(await value({}, {}, "admin"), undefined);
  });

  it("reads from Prometheus by default", async () => {
    const sources = (await value({}, {}, "datasources", "datasources.yaml", "datasources")) as object[];
    assert.deepEqual(sources, [
      {
        name: "Prometheus",
        type: "prometheus",
        uid: "prometheus",
        url: "http://prometheus.istio-system:9090",
        access: "proxy",
        isDefault: true,
        jsonData: { timeInterval: "5s" },
      },
    ]);
  });

  it("gets Istio's dashboards, of the mesh's own release", async () => {
    type Dashboards = Record<string, { url: string }>;
    const dashboards = async (settings: object, stack: RawSettings = {}) =>
      (await value(settings, stack, "dashboards", "istio")) as Dashboards;
    const base = "https://raw.githubusercontent.com/istio/istio/1.29.7/manifests/addons/dashboards";
    assert.deepEqual(await dashboards({}, { mesh: { version: "1.29.7" } }), {
      mesh: { url: `${base}/istio-mesh-dashboard.gen.json` },
      service: { url: `${base}/istio-service-dashboard.json` },
      workload: { url: `${base}/istio-workload-dashboard.json` },
      performance: { url: `${base}/istio-performance-dashboard.json` },
      extension: { url: `${base}/istio-extension-dashboard.json` },
      "control-plane": { url: `${base}/pilot-dashboard.gen.json` },
    });
    const sail = async (version: string) =>
      (await dashboards({}, { platform: "openshift", mesh: { kind: "sail", sail: { version } } })).mesh?.url;
    assert.match(String(await sail("v1.30-latest")), /\/istio\/release-1\.30\/manifests\//);
    assert.match(String(await sail("v1.30.3")), /\/istio\/1\.30\.3\/manifests\//);
    const { service } = await dashboards({ dashboards: { url: "https://mirror.example.com/istio/" } });
    assert.deepEqual(service, { url: "https://mirror.example.com/istio/istio-service-dashboard.json" });
  });

  it("puts them where their provider looks, and checks whom it gets them from", async () => {
    const file = (await value({}, {}, "dashboardProviders", "dashboardproviders.yaml")) as {
      providers: { name: string; options: { path: string } }[];
    };
    assert.deepEqual(
      file.providers.map(({ name, options }) => [name, options.path]),
      [["istio", "/var/lib/grafana/dashboards/istio"]],
    );
    // -k would take any certificate.
    assert.doesNotMatch(String(await value({}, {}, "defaultCurlOptions")), /k/);
  });

  it("has no right in the cluster", async () => {
    assert.deepEqual(await value({}, {}, "rbac"), { create: false });
    assert.equal(await value({}, {}, "automountServiceAccountToken"), false);
  });

  it("knows the address that it is exposed at", async () => {
    const settings = at("grafana.example.com", { own: true });
    assert.deepEqual(await value(settings, {}, "grafana.ini", "server"), {
      domain: "grafana.example.com",
      root_url: "https://grafana.example.com/",
    });
    assert.equal(await value({}, {}, "grafana.ini", "server"), undefined);
  });
});
