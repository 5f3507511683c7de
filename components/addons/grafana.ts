import type { Release } from "@pulumi/kubernetes/helm/v3";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { GrafanaSettings } from "../../config";
import { defaultIstioVersion } from "../../versions";
import type { Surroundings } from "./addon";
import { addonRelease } from "./addonRelease";
import { dashboards } from "./dashboards";
import { expose } from "./exposure";
import { outsideMesh, resources, restricted } from "./pods";
import { addonPorts, addonUrl } from "./services";

export interface GrafanaArgs extends Surroundings {
  settings: GrafanaSettings;
  /** How often Prometheus asks, as Prometheus writes it: no graph is finer. */
  scrapeInterval?: string;
}

/** Grafana with Istio's dashboards over Prometheus. Who looks logs in. */
export class Grafana extends ComponentResource {
  /** Its chart makes the Secret of its administrator, where the settings name none. */
  readonly release: Release;

  constructor(name: string, args: GrafanaArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:addons:Grafana", name, {}, opts);
    const { settings, mesh, platform } = args;
    const { namespace } = mesh;
    const values = grafanaValues(args);
    const release = { addon: "grafana", settings, namespace, values } as const;
    const ids = platform.admitIds(name, { account: "grafana", namespace }, { parent: this, dependsOn: mesh.ready });
    const after = [...mesh.ready, ...ids];
    this.release = addonRelease(`${name}-release`, release, { parent: this, dependsOn: after });
    expose(`${name}-exposure`, { addon: "grafana", settings, mesh, platform }, { parent: this });
    this.registerOutputs({});
  }
}

const provider = "istio";
const folder = "/var/lib/grafana/dashboards";

/** Values of the chart grafana (grafana-community/helm-charts). */
function grafanaValues({ settings, scrapeInterval, mesh }: GrafanaArgs): Record<string, unknown> {
  const { adminSecret, expose: exposed } = settings;
  const address = exposed ? { server: { domain: exposed.host, root_url: `https://${exposed.host}/` } } : {};
  return {
    fullnameOverride: "grafana",
    service: { port: addonPorts.grafana, portName: "http" },
    podLabels: outsideMesh,
    // It never asks the API server.
    rbac: { create: false },
    automountServiceAccountToken: false,
    testFramework: { enabled: false },
    containerSecurityContext: restricted,
    resources: resources("50m", "128Mi", "512Mi"),
    ...(adminSecret ? { admin: { existingSecret: adminSecret } } : {}),
    "grafana.ini": {
      ...address,
      "auth.anonymous": { enabled: false },
      users: { allow_sign_up: false },
      analytics: { check_for_updates: false, check_for_plugin_updates: false, reporting_enabled: false },
    },
    datasources: { "datasources.yaml": { apiVersion: 1, datasources: [prometheus(mesh.namespace, scrapeInterval)] } },
    dashboardProviders: { "dashboardproviders.yaml": { apiVersion: 1, providers: [fromFolder] } },
    dashboards: { [provider]: dashboards(settings, mesh.istioRef ?? defaultIstioVersion) },
    downloadDashboards: { securityContext: restricted, resources: resources("10m", "16Mi", "64Mi") },
    // The chart's own also says -k, which takes any certificate.
    defaultCurlOptions: "-sSf",
  };
}

const prometheus = (namespace: string, timeInterval?: string) => ({
  name: "Prometheus",
  type: "prometheus",
  uid: "prometheus",
  url: addonUrl("prometheus", namespace),
  access: "proxy",
  isDefault: true,
  jsonData: { timeInterval },
});

const fromFolder = {
  name: provider,
  orgId: 1,
  folder: "Istio",
  type: "file",
  disableDeletion: true,
  options: { path: `${folder}/${provider}` },
};
