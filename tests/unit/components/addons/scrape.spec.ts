import assert from "node:assert/strict";
import type { ScrapeConfig } from "../../../../components/addons/scrape";
import { scrapeConfigs } from "../../../../components/addons/scrape";

/** A pod as Kubernetes' discovery gives it to Prometheus. */
interface Pod {
  namespace?: string;
  name?: string;
  ip?: string;
  phase?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  controller?: [kind: string, name: string];
  ports: Record<string, number>;
}

const clean = (name: string) => name.replace(/[^a-zA-Z0-9]/g, "_");

/** One target for each port, with the labels of role `pod`. */
function discovered(pod: Pod): Record<string, string>[] {
  const { namespace = "shop", name = "pod-1", ip = "10.0.0.1", phase = "Running", labels = {}, annotations = {} } = pod;
  const [kind = "", owner = ""] = pod.controller ?? [];
  const meta = (prefix: string, entries: Record<string, string>) =>
    Object.entries(entries).map(([key, value]) => [`__meta_kubernetes_pod_${prefix}_${clean(key)}`, value]);
  const shared = Object.fromEntries([
    ["__meta_kubernetes_namespace", namespace],
    ["__meta_kubernetes_pod_name", name],
    ["__meta_kubernetes_pod_phase", phase],
    ["__meta_kubernetes_pod_controller_kind", kind],
    ["__meta_kubernetes_pod_controller_name", owner],
    ...meta("label", labels),
    ...meta("annotation", annotations),
  ]) as Record<string, string>;
  return Object.entries(pod.ports).map(([port, number]) => ({
    ...shared,
    __meta_kubernetes_pod_container_port_name: port,
    __address__: `${ip.includes(":") ? `[${ip}]` : ip}:${number}`,
  }));
}

/** Prometheus' relabelling, as far as these jobs use it. Null: the target is dropped. */
function relabelled(target: Record<string, string>, { relabel_configs }: ScrapeConfig): Record<string, string> | null {
  const labels = { ...target };
  for (const { source_labels, regex, action = "replace", target_label = "", replacement = "$1" } of relabel_configs) {
    const found = new RegExp(`^(?:${regex})$`).exec(source_labels.map((label) => labels[label] ?? "").join(";"));
    if (action === "keep" && !found) return null;
    if (action === "drop" && found) return null;
    if (action === "replace" && found) labels[target_label] = replacement.replace("$1", found[1] ?? "");
  }
  return labels;
}

/** What is asked of pods: addresses with paths, and their labels. Targets that are the same are one. */
function asked(...pods: Pod[]): Record<string, Record<string, string>> {
  const targets = scrapeConfigs("istio-system").flatMap((job) => {
    const spaces = job.kubernetes_sd_configs[0]?.namespaces?.names;
    return pods
      .filter(({ namespace = "shop" }) => !spaces || spaces.includes(namespace))
      .flatMap(discovered)
      .flatMap((target) => {
        const labels = relabelled(target, job);
        if (!labels) return [];
        const kept = Object.entries(labels).filter(([label]) => !label.startsWith("__"));
        return [[`${job.job_name} ${labels.__address__}${job.metrics_path ?? "/metrics"}`, Object.fromEntries(kept)]];
      });
  });
  return Object.fromEntries(targets) as Record<string, Record<string, string>>;
}

const proxy = { "http-envoy-prom": 15090 };
const merged = {
  "prometheus.io/scrape": "true",
  "prometheus.io/port": "15020",
  "prometheus.io/path": "/stats/prometheus",
};

describe("What Prometheus asks", () => {
  it("of a pod with a sidecar is its agent, once: it answers for the proxy and the app", () => {
    const pod = {
      name: "carts-7d9f8c5b6-x2x4q",
      labels: { app: "carts", version: "v1" },
      annotations: merged,
      controller: ["ReplicaSet", "carts-7d9f8c5b6"] as [string, string],
      ports: { http: 80, ...proxy },
    };
    assert.deepEqual(asked(pod), {
      "proxies 10.0.0.1:15020/stats/prometheus": {
        namespace: "shop",
        pod: "carts-7d9f8c5b6-x2x4q",
        app: "carts",
        version: "v1",
        workload: "carts",
      },
    });
  });

  it("of a sidecar whose agent does not answer for the app is the proxy", () => {
    const own = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
    for (const annotations of [own, {}, { ...merged, "prometheus.io/scrape": "false" }]) {
      const targets = asked({ annotations, ports: { http: 8080, ...proxy } });
      assert.deepEqual(Object.keys(targets), ["proxies 10.0.0.1:15090/stats/prometheus"]);
    }
  });

  it("of a gateway is the same", () => {
    const labels = { app: "istio-ingressgateway", istio: "ingressgateway" };
    const pod = { namespace: "istio-system", labels, annotations: merged, ports: { "http-status": 15021, ...proxy } };
    assert.deepEqual(Object.keys(asked(pod)), ["proxies 10.0.0.1:15020/stats/prometheus"]);
  });

  it("of istiod is its monitoring port, though it is annotated too", () => {
    const istiod = {
      namespace: "istio-system",
      name: "istiod-1",
      labels: { app: "istiod" },
      annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "15014" },
      ports: { "http-debug": 8080, "grpc-xds": 15010, "tcp-https-dns": 15012, "http-monitoring": 15014 },
    };
    assert.deepEqual(asked(istiod), {
      "istiod 10.0.0.1:15014/metrics": { namespace: "istio-system", pod: "istiod-1", app: "istiod" },
    });
    assert.deepEqual(asked({ ...istiod, namespace: "elsewhere" }), {});
  });

  it("is nothing outside of the mesh, and nothing of a pod that has ended", () => {
    const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": "9100" };
    assert.deepEqual(asked({ annotations, ports: { metrics: 9100 } }), {});
    for (const phase of ["Pending", "Succeeded", "Failed"]) {
      assert.deepEqual(asked({ phase, annotations: merged, ports: proxy }), {});
    }
  });

  it("may be at an IPv6 address", () => {
    const targets = asked({ ip: "fd00::1", annotations: merged, ports: proxy });
    assert.deepEqual(Object.keys(targets), ["proxies [fd00::1]:15020/stats/prometheus"]);
  });

  it("is called by the workload's own name, whatever made its pods", () => {
    const workload = (kind: string, name: string) =>
      Object.values(asked({ controller: [kind, name], ports: proxy }))[0]?.workload;
    assert.equal(workload("ReplicaSet", "reviews-v1-5b8d4c6f9"), "reviews-v1");
    assert.equal(workload("StatefulSet", "carts-db"), "carts-db");
    assert.equal(workload("DaemonSet", "node-agent"), "node-agent");
  });
});
