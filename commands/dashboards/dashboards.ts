/** A page that shows the mesh, whatever installed it: our Releases, Istio's samples, or the control plane's own addon. */
export interface Dashboard {
  title: "Grafana" | "Jaeger" | "Kiali" | "Prometheus";
  /** What its Service may be called, the one to prefer first. */
  services: readonly string[];
  /** The port to open on this machine, and that of its Service unless one of `portNames` is there instead. */
  port: number;
  portNames: RegExp;
  /** Answers 200 once it is ready; none where its page says so. The first that answers counts. */
  ready: readonly string[];
  /** The first of these that answers 200 is shown: a page before an API. */
  pages: readonly string[];
}

/** In the order in which they are shown. */
export const dashboards: readonly Dashboard[] = [
  {
    title: "Grafana",
    services: ["grafana"],
    port: 3000,
    portNames: /^(service|https?|https?-(web|grafana))$/,
    ready: ["/api/health", "/login"],
    pages: ["/", "/login"],
  },
  {
    title: "Jaeger",
    // Ours and the Jaeger chart's; the Jaeger operator's; that of Istio's samples and of Istio 1.5's chart.
    services: ["jaeger", "jaeger-query", "tracing"],
    port: 16686,
    portNames: /^(https?-query|query-http|query)$/,
    ready: [],
    // Istio's own serve it below /jaeger.
    pages: ["/", "/jaeger/", "/api/services"],
  },
  {
    title: "Kiali",
    services: ["kiali"],
    port: 20001,
    portNames: /^(https?|https?-kiali|tcp)$/,
    // On OpenShift its pages begin at "/".
    ready: ["/kiali/healthz", "/healthz"],
    pages: ["/kiali", "/"],
  },
  {
    title: "Prometheus",
    services: ["prometheus"],
    port: 9090,
    portNames: /^(https?|https?-prometheus|web)$/,
    ready: ["/-/ready"],
    // One built from its Go module alone has no pages: they are made by npm beside it.
    pages: ["/", "/api/v1/query?query=up"],
  },
];
