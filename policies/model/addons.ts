import type { Mesh } from "../mesh";
import type { Field } from "./field";
import { ifKnown, knownGet } from "./known";
import type { Labels } from "./labels";
import { isVague } from "./lookups";

import type { MeshObject } from "./object";
import { serviceOf } from "./services";
import { containersOf, workloadOf } from "./workloads";
import type { Workload } from "./workloads";

/** What shows the inside of the mesh to whoever opens it. */
export const ADDONS = ["kiali", "grafana", "prometheus", "jaeger", "zipkin", "loki"] as const;
export type Addon = (typeof ADDONS)[number];

/** The names that Istio's samples, and the charts of the addons, give to the Services of each. */
const SERVICES: Readonly<Record<string, Addon>> = {
  kiali: "kiali",
  grafana: "grafana",
  prometheus: "prometheus",
  "prometheus-server": "prometheus",
  "prometheus-operated": "prometheus",
  "prometheus-k8s": "prometheus",
  tracing: "jaeger",
  jaeger: "jaeger",
  "jaeger-query": "jaeger",
  zipkin: "zipkin",
  loki: "loki",
  "loki-gateway": "loki",
};

const NAMES = ["app.kubernetes.io/name", "app", "k8s-app"];

/** The addon that a Service is for, by its name, or by its labels where the stack holds it. */
export function addonOf(name: string, service?: MeshObject): Addon | undefined {
  if (Object.hasOwn(SERVICES, name)) return SERVICES[name];
  const labels = NAMES.map((label) => service?.labels.get(label));
  return ADDONS.find((addon) => labels.includes(addon));
}

/** A Service in the stack, and what the stack says of its pods. */
export interface Target {
  service: MeshObject | undefined;
  workloads: readonly Workload[];
  /** Of its pods, as far as the stack says. */
  labels: readonly Labels[];
}

export function targetAt(mesh: Mesh, namespace: string, name: string): Target {
  return mesh.once(`addons: ${namespace}/${name}`, () => {
    const service = mesh.find("core", "Service", namespace, name);
    const selector = service && serviceOf(service).selector;
    const workloads = selector ? mesh.selected(selector).filter((one) => one.namespace === namespace) : [];
    const labels = workloads.length > 0 ? workloads.map((one) => one.labels) : [selector ?? new Map<string, string>()];
    return { service, workloads, labels };
  });
}

/** Whether a proxy that asks for a login stands in the addon's own pods; in doubt yes. */
export function hasLoginProxy({ workloads }: Target): boolean {
  return workloads.some(({ pod }) => {
    const images = ifKnown(() => containersOf(pod, { init: true }).map((one) => one.get("image").text ?? ""));
    return images?.some((image) => /oauth|kube-rbac-proxy/.test(image)) ?? true;
  });
}

/** Whether the stack shows that the addon asks for a login itself: Kiali and Grafana do, unless they are told not to. */
export function asksForLogin(mesh: Mesh, addon: Addon): boolean {
  const settings = mesh.once(`addons: ${addon}`, () => anonymityOf(mesh, addon));
  const own = addon === "kiali" || addon === "grafana";
  if (own && (isVague(mesh, ...KINDS) || mesh.releases.some(({ chart }) => chart === ""))) return true;
  return settings.length > 0 && !settings.includes(true);
}

const KINDS = ["kiali.io/Kiali", "helm.sh/Release", "core/ConfigMap", "apps/Deployment"];

/** Of each place in the stack that configures the addon: whether it lets people in without a name; undefined in doubt. */
function anonymityOf(mesh: Mesh, addon: Addon): (boolean | undefined)[] {
  if (addon === "kiali") return strategiesOf(mesh).map((read) => ifKnown(read));
  if (addon === "grafana") return grafanasOf(mesh).map((read) => ifKnown(read));
  return [];
}

/** https://kiali.io/docs/configuration/authentication/ */
function strategiesOf(mesh: Mesh): (() => boolean)[] {
  const anonymous = (settings: Field) => () => settings.at("auth", "strategy").text === "anonymous";
  const maps = mesh.ofKind("core", "ConfigMap").filter((one) => one.name === "kiali");
  return [
    ...mesh.ofKind("kiali.io", "Kiali").map((kiali) => anonymous(kiali.spec)),
    ...releasesOf(mesh, "kiali-server").map((values) => anonymous(values)),
    ...releasesOf(mesh, "kiali-operator").map((values) => () => anonymous(values.at("cr", "spec"))()),
    ...maps.map((map) => () => /\bstrategy: *"?anonymous/.test(map.root.at("data", "config.yaml").text ?? "")),
  ];
}

/** https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/configure-authentication/anonymous-auth/ */
function grafanasOf(mesh: Mesh): (() => boolean)[] {
  const deployments = mesh.ofKind("apps", "Deployment").filter((one) => one.name === "grafana");
  return [
    ...releasesOf(mesh, "grafana").map(
      (values) => () => values.get("grafana.ini").at("auth.anonymous", "enabled").flag === true,
    ),
    ...deployments.map((deployment) => () => {
      const containers = containersOf(workloadOf(deployment)?.pod ?? deployment.spec);
      const variables = containers.flatMap((container) => container.get("env").items());
      return variables.some(
        (one) => one.get("name").text === "GF_AUTH_ANONYMOUS_ENABLED" && one.get("value").scalar === "true",
      );
    }),
  ];
}

function releasesOf(mesh: Mesh, chart: string): Field[] {
  return mesh.releases.filter((one) => one.chart === chart).map(({ object }) => knownGet(object.root, "values"));
}
