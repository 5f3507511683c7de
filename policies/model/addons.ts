import type { Mesh } from "../mesh";
import { releasedAddon } from "./addonReleases";
import { ifKnown, knownGet } from "./known";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import { serviceOf } from "./services";
import { containersOf } from "./workloads";
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
  "jaeger-query-nodeport": "jaeger",
  zipkin: "zipkin",
  loki: "loki",
  "loki-gateway": "loki",
};

const NAMES = ["app.kubernetes.io/name", "app", "k8s-app"];

/** The addon that a Service is for: by its name, by the Release that makes it, or by its labels and selector where the stack holds it. */
export function addonAt(mesh: Mesh, namespace: string, name: string): Addon | undefined {
  if (Object.hasOwn(SERVICES, name)) return SERVICES[name];
  const service = mesh.find("core", "Service", namespace, name);
  const said = service ? [service.labels, labelsOf(knownGet(service.spec, "selector"))] : [];
  const names = NAMES.flatMap((label) => said.map((labels) => labels.get(label)));
  return releasedAddon(mesh, namespace, name) ?? ADDONS.find((addon) => names.includes(addon));
}

/** Whether the stack holds a Service of that name, or a Release that makes one for an addon. */
export function hasService(mesh: Mesh, namespace: string, name: string): boolean {
  return (
    mesh.find("core", "Service", namespace, name) !== undefined || releasedAddon(mesh, namespace, name) !== undefined
  );
}

/** What the stack says of the pods behind a Service. */
export interface Target {
  workloads: readonly Workload[];
  /** Of its pods that may have a proxy of the mesh, as far as the stack says. */
  labels: readonly Labels[];
  /** The stack does not hold the pods. */
  partial: boolean;
}

export function targetAt(mesh: Mesh, namespace: string, name: string): Target {
  return mesh.once(`addons: ${namespace}/${name}`, () => {
    const service = mesh.find("core", "Service", namespace, name);
    const selector = service && serviceOf(service).selector;
    const workloads = selector ? mesh.selected(selector).filter((one) => one.namespace === namespace) : [];
    const partial = workloads.length === 0;
    const proxied = workloads.filter((one) => !hasNoProxy(one));
    const labels = partial ? [selector ?? new Map<string, string>()] : proxied.map((one) => one.labels);
    return { workloads, labels, partial };
  });
}

/** Whether the pods stay out of the mesh by their own word, so that no policy holds for them. */
function hasNoProxy({ labels, annotations, pod }: Workload): boolean {
  const inject = labels.get("sidecar.istio.io/inject") ?? annotations.get("sidecar.istio.io/inject");
  return inject === "false" || (ifKnown(() => pod.get("hostNetwork").flag === true) ?? false);
}

/** Whether a proxy that asks for a login stands in the addon's own pods; in doubt yes. */
export function hasLoginProxy({ workloads }: Target): boolean {
  return workloads.some(({ pod }) => {
    const images = ifKnown(() => containersOf(pod, { init: true }).map((one) => one.get("image").text ?? ""));
    return images?.some((image) => /oauth|kube-rbac-proxy/.test(image)) ?? true;
  });
}
