import * as k8s from "@pulumi/kubernetes";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { PrometheusSettings } from "../../config";
import { goneAtOnce } from "../deletion";
import type { Surroundings } from "./addon";
import { addonRelease } from "./addonRelease";
import { expose } from "./exposure";
import { outsideMesh, resources, restrictedReadOnly } from "./pods";
import { scrapeConfigs } from "./scrape";
import { addonPorts } from "./services";

export interface PrometheusArgs extends Surroundings {
  settings: PrometheusSettings;
}

/** Prometheus: it gathers the numbers of proxies and istiod, and keeps them for a while. */
export class Prometheus extends ComponentResource {
  constructor(name: string, { settings, mesh, platform }: PrometheusArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:addons:Prometheus", name, {}, opts);
    const { namespace } = mesh;
    const rights = mayFindPods(name, namespace, { parent: this, dependsOn: mesh.ready });
    const ids = platform.admitIds(name, { account: "prometheus", namespace }, { parent: this, dependsOn: mesh.ready });
    const values = prometheusValues(settings, namespace);
    const release = { addon: "prometheus", settings, namespace, values } as const;
    addonRelease(`${name}-release`, release, { parent: this, dependsOn: [...mesh.ready, ...rights, ...ids] });
    // Who may look may not stop it or make it read its files anew. The gateway leaves %2F as it is; Prometheus reads it as a slash.
    const page = { addon: "prometheus", settings, closed: ["/-/", "/-%2F", "/-%2f"], mesh, platform } as const;
    expose(`${name}-exposure`, page, { parent: this });
    this.registerOutputs({});
  }
}

/** To find what to ask it lists pods, and nothing else: the chart's own role reads every ConfigMap of the cluster, too. */
function mayFindPods(name: string, namespace: string, opts: { parent: Resource; dependsOn: Resource[] }): Resource[] {
  const metadata = { name: `${namespace}-prometheus`, annotations: goneAtOnce };
  const role = new k8s.rbac.v1.ClusterRole(
    `${name}-role`,
    { metadata, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] },
    opts,
  );
  const binding = new k8s.rbac.v1.ClusterRoleBinding(
    `${name}-binding`,
    {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: metadata.name },
      subjects: [{ kind: "ServiceAccount", name: "prometheus", namespace }],
    },
    { ...opts, dependsOn: [...opts.dependsOn, role] },
  );
  return [role, binding];
}

/** Values of the chart prometheus (prometheus-community/helm-charts). */
export function prometheusValues(
  { retention, scrapeInterval }: PrometheusSettings,
  namespace: string,
): Record<string, unknown> {
  const off = { enabled: false };
  return {
    alertmanager: off,
    "prometheus-pushgateway": off,
    "prometheus-node-exporter": off,
    "kube-state-metrics": off,
    rbac: { create: false },
    scrapeConfigs: Object.fromEntries(chartJobs.map((job) => [job, off])),
    serverFiles: { "prometheus.yml": { scrape_configs: scrapeConfigs(namespace) } },
    server: {
      fullnameOverride: "prometheus",
      service: { servicePort: addonPorts.prometheus },
      // It refuses to wait longer for an answer than until the next question.
      global: { scrape_interval: scrapeInterval, scrape_timeout: scrapeInterval },
      retention,
      persistentVolume: off,
      podLabels: outsideMesh,
      securityContext: { seccompProfile: restrictedReadOnly.seccompProfile },
      containerSecurityContext: restrictedReadOnly,
      resources: resources("100m", "256Mi", "2Gi"),
      // Ready is when it says so; the chart would wait half a minute first.
      readinessProbeInitialDelay: 0,
    },
    configmapReload: {
      prometheus: { containerSecurityContext: restrictedReadOnly, resources: resources("10m", "16Mi", "64Mi") },
    },
  };
}

/** What the chart would ask without being told: the whole cluster, and pods that Istio's proxies answer for a second time. */
const chartJobs = [
  "prometheus",
  "kubernetes-api-servers",
  "kubernetes-nodes",
  "kubernetes-nodes-cadvisor",
  "kubernetes-service-endpoints",
  "kubernetes-service-endpoints-slow",
  "prometheus-pushgateway",
  "kubernetes-services",
  "kubernetes-pods",
  "kubernetes-pods-slow",
];
