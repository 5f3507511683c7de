import assert from "node:assert/strict";
import { allDependencies, named } from "../../support/recorder";
import { at, install, valueOf } from "./support";

describe("Kiali", () => {
  const value = async (addons: object, ...path: string[]) =>
    valueOf(await install({ prometheus: {}, kiali: {}, ...addons }), "kiali", ...path);

  it("asks for a token of the cluster, unless the settings open it", async () => {
    assert.deepEqual(await value({}, "auth"), { strategy: "token" });
    assert.deepEqual(await value({ kiali: { authentication: "anonymous" } }, "auth"), { strategy: "anonymous" });
  });

  it("changes nothing, and publishes itself nowhere", async () => {
    assert.equal(await value({}, "deployment", "view_only_mode"), true);
    assert.deepEqual(await value({}, "deployment", "ingress"), { enabled: false });
  });

  it("speaks plain HTTP at /kiali, port 20001, on every platform", async () => {
    assert.deepEqual(await value({}, "server"), { port: 20001, web_root: "/kiali" });
    assert.deepEqual(await value({}, "identity"), { cert_file: "", private_key_file: "" });
  });

  it("reads from Prometheus, and shows only what else is on", async () => {
    assert.deepEqual(await value({}, "external_services"), {
      istio: { root_namespace: "istio-system" },
      prometheus: { url: "http://prometheus.istio-system:9090" },
      grafana: { enabled: false },
      tracing: { enabled: false },
    });
    assert.deepEqual(await value({ jaeger: {} }, "external_services", "tracing"), {
      enabled: true,
      provider: "jaeger",
      internal_url: "http://jaeger.istio-system:16686",
      use_grpc: false,
      // Where make dashboards opens it.
      external_url: "http://127.0.0.1:16686",
    });
    const login = (secret: string) => ({
      type: "basic",
      username: `secret:${secret}:admin-user`,
      password: `secret:${secret}:admin-password`,
    });
    const dashboards = [
      { name: "Istio Service Dashboard", variables: { service: "var-service" } },
      { name: "Istio Workload Dashboard", variables: { namespace: "var-namespace", workload: "var-workload" } },
    ];
    const grafana = {
      enabled: true,
      internal_url: "http://grafana.istio-system:3000",
      external_url: "http://127.0.0.1:3000",
      dashboards,
    };
    assert.deepEqual(await value({ grafana: {} }, "external_services", "grafana"), {
      ...grafana,
      auth: login("grafana"),
    });
    assert.deepEqual(await value({ grafana: { adminSecret: "mine" } }, "external_services", "grafana"), {
      ...grafana,
      auth: login("mine"),
    });
  });

  it("links to what is exposed, and knows its own address", async () => {
    const addons = {
      grafana: at("grafana.example.com", { own: true }),
      jaeger: at("jaeger.example.com", { clientCertificates: true }),
      kiali: at("kiali.example.com", { own: true }),
    };
    const url = (name: string) => value(addons, "external_services", name, "external_url");
    assert.deepEqual(
      [await url("grafana"), await url("tracing")],
      ["https://grafana.example.com", "https://jaeger.example.com"],
    );
    const { web_fqdn, web_schema } = (await value(addons, "server")) as Record<string, string>;
    assert.deepEqual([web_fqdn, web_schema], ["kiali.example.com", "https"]);
  });

  it("waits for Grafana, whose chart makes the Secret that its pods mount", async () => {
    const resources = await install({ prometheus: {}, grafana: {}, kiali: {} });
    const after = allDependencies(resources, named(resources, "kiali-release"));
    assert.ok(after.has(named(resources, "grafana-release").urn));
  });
});
