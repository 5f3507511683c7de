import assert from "node:assert/strict";
import { find, type Service } from "../../../../commands/dashboards/find";
import { certified, route, service } from "./services";

const seen = (services: Service[]) =>
  find(services).map(
    ({ dashboard, namespace, service: name, port }) => `${dashboard.title} ${namespace}/${name}:${port}`,
  );

describe("The dashboards of a cluster", () => {
  it("are this program's own Releases, in a fixed order", () => {
    const services = [
      service("prometheus", 9090),
      service("kiali", [
        { name: "http-metrics", port: 9090 },
        { name: "http", port: 20001 },
      ]),
      service("jaeger", [
        { name: "grpc-otlp", port: 4317 },
        { name: "http-query", port: 16686 },
        { name: "http-zipkin", port: 9411 },
      ]),
      service("grafana", 3000),
    ];
    assert.deepEqual(seen(services), [
      "Grafana istio-system/grafana:3000",
      "Jaeger istio-system/jaeger:16686",
      "Kiali istio-system/kiali:20001",
      "Prometheus istio-system/prometheus:9090",
    ]);
  });

  it("are Istio 1.5's own and those of Istio's samples, where Jaeger is behind tracing", () => {
    const tracing = service("tracing", [
      { name: "http-query", port: 80 },
      { name: "grpc-query", port: 16685 },
    ]);
    assert.deepEqual(seen([tracing]), ["Jaeger istio-system/tracing:80"]);
    const query = service("jaeger-query", [{ name: "query-http", port: 16686 }]);
    assert.deepEqual(seen([tracing, query]), ["Jaeger istio-system/jaeger-query:16686"]);
  });

  it("take the page's port by number, then by name, else the only one", () => {
    assert.deepEqual(seen([service("grafana", [{ name: "service", port: 80 }, { port: 9094 }])]), [
      "Grafana istio-system/grafana:80",
    ]);
    assert.deepEqual(seen([service("grafana", [{ port: 8080 }])]), ["Grafana istio-system/grafana:8080"]);
    assert.deepEqual(seen([service("grafana", [{ port: 8080 }, { port: 8081 }])]), []);
  });

  it("pass by a Service of that name that has no page, for the next name", () => {
    const collector = service("jaeger", [
      { name: "grpc-otlp", port: 4317 },
      { name: "http-zipkin", port: 9411 },
    ]);
    assert.deepEqual(seen([collector, service("tracing", [{ name: "http-query", port: 80 }])]), [
      "Jaeger istio-system/tracing:80",
    ]);
  });

  it("pass by what kubectl cannot forward to", () => {
    assert.deepEqual(seen([service("grafana", 3000, { selector: {} })]), []);
    assert.deepEqual(seen([service("grafana", 3000, { selector: undefined })]), []);
    assert.deepEqual(seen([service("grafana", 3000, { type: "ExternalName" })]), []);
    assert.deepEqual(seen([service("grafana", [], {})]), []);
    assert.deepEqual(find([service("details", 9080)]), []);
  });

  it("are one of each kind: istio-system's, else of the first namespace", () => {
    const monitoring = service("prometheus", 9090, { namespace: "monitoring" });
    const apps = service("prometheus", 9090, { namespace: "apps" });
    assert.deepEqual(seen([monitoring, apps]), ["Prometheus apps/prometheus:9090"]);
    assert.deepEqual(seen([monitoring, apps, service("prometheus", 9090)]), [
      "Prometheus istio-system/prometheus:9090",
    ]);
  });
});

describe("A dashboard that serves TLS", () => {
  const only = (services: Service[], routes = [route("kiali", "kiali.apps.example.com")]) => {
    const [found] = find(services, routes);
    return { tls: found?.tls, route: found?.route };
  };

  const signs: [string, Service][] = [
    ["OpenShift's certificate", service("kiali", 20001, { annotations: certified })],
    [
      "the older annotation",
      service("kiali", 20001, { annotations: { "service.alpha.openshift.io/serving-cert-secret-name": "x" } }),
    ],
    ["its protocol", service("kiali", [{ name: "tcp", port: 20001, appProtocol: "https" }])],
    ["its port", service("kiali", 443)],
    ["its port's name", service("kiali", [{ name: "https-kiali", port: 20001 }])],
  ];
  for (const [what, one] of signs) {
    it(`is known by ${what}, and is at its Route`, () =>
      assert.deepEqual(only([one]), { tls: true, route: "https://kiali.apps.example.com" }));
  }

  it("is none where its port's protocol says so, whatever certificate it asks for", () => {
    const kiali = service("kiali", [{ name: "http", port: 20001, appProtocol: "http" }], { annotations: certified });
    assert.deepEqual(only([kiali]), { tls: false, route: undefined });
    const prometheus = service("prometheus", [{ name: "http-prometheus", port: 9090 }], { annotations: certified });
    assert.equal(only([prometheus]).tls, true);
  });

  it("has the Route to it, of its namespace, with a host", () => {
    const kiali = service("kiali", 20001, { annotations: certified });
    const none = { tls: true, route: undefined };
    assert.deepEqual(only([kiali], []), none);
    assert.deepEqual(only([kiali], [route("kiali")]), none);
    assert.deepEqual(only([kiali], [route("grafana", "grafana.example.com")]), none);
    assert.deepEqual(only([kiali], [{ ...route("kiali", "k.example.com"), metadata: { namespace: "other" } }]), none);
    const plain = route("kiali", "k.example.com", { path: "/kiali" });
    assert.deepEqual(only([kiali], [plain]), { tls: true, route: "http://k.example.com/kiali" });
  });

  it("is another thing than one without TLS, whose Route is not needed", () =>
    assert.deepEqual(only([service("kiali", 20001)]), { tls: false, route: undefined }));
});
