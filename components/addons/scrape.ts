/** One step of Prometheus' relabelling: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config */
interface Relabel {
  source_labels: string[];
  regex: string;
  /** Default: replace. */
  action?: "keep" | "drop";
  target_label?: string;
  /** Default: the first group of the regex. */
  replacement?: string;
}

/** One of `scrape_configs` of prometheus.yml. */
export interface ScrapeConfig {
  job_name: string;
  /** Default: /metrics. */
  metrics_path?: string;
  kubernetes_sd_configs: { role: "pod"; namespaces?: { names: string[] } }[];
  relabel_configs: Relabel[];
}

const of = (name: string) => `__meta_kubernetes_${name}`;

const keepPort = (name: string): Relabel => ({
  source_labels: [of("pod_container_port_name")],
  action: "keep",
  regex: name,
});

/** A pod that has ended keeps its address for a while, which may be another's by then. */
const running: Relabel = { source_labels: [of("pod_phase")], action: "keep", regex: "Running" };

const label = (target_label: string, source: string, regex = "(.+)"): Relabel => ({
  source_labels: source.split(";").map(of),
  regex,
  target_label,
});

/** Labels that every series gets. `workload` is what Istio's own metrics call a workload: the name of its Deployment. */
const identity: Relabel[] = [label("namespace", "namespace"), label("pod", "pod_name"), label("app", "pod_label_app")];

/**
 * What Prometheus asks: each proxy of the mesh once, and istiod.
 *
 * A proxy answers at 15090 (its ports are named *-envoy-prom). Where its pod is annotated for the agent's port 15020, the agent
 * answers with the same numbers and those of the app and its own, "merged metrics"; then that one is asked, and 15090 is not
 * (https://istio.io/latest/docs/ops/integrations/prometheus/; istio: pilot/cmd/pilot-agent/status/server.go). Both ports stay
 * plain under STRICT mutual TLS. An app whose merging is switched off is asked for its proxy's numbers only.
 * @param namespace the control plane's
 */
export const scrapeConfigs = (namespace: string): ScrapeConfig[] => [
  {
    job_name: "istiod",
    kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
    relabel_configs: [
      { source_labels: [of("pod_label_app")], action: "keep", regex: "istiod" },
      keepPort("http-monitoring"),
      running,
      ...identity,
    ],
  },
  {
    job_name: "proxies",
    metrics_path: "/stats/prometheus",
    kubernetes_sd_configs: [{ role: "pod" }],
    relabel_configs: [
      keepPort(".*-envoy-prom"),
      running,
      {
        source_labels: [
          of("pod_annotation_prometheus_io_scrape"),
          of("pod_annotation_prometheus_io_port"),
          "__address__",
        ],
        regex: String.raw`true;15020;(.+):\d+`,
        target_label: "__address__",
        replacement: "$1:15020",
      },
      ...identity,
      label("version", "pod_label_version"),
      label("workload", "pod_controller_name"),
      // A Deployment's pods belong to a ReplicaSet, which has its name and a hash.
      label("workload", "pod_controller_kind;pod_controller_name", "ReplicaSet;(.+)-[^-]+"),
    ],
  },
];
