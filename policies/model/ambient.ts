import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { GATEWAY_API } from "./gatewayApi";
import { isNamed, knownGet, knownItems, knownLabels, knownText } from "./known";
import type { Labels } from "./labels";
import { labelsOf, selects } from "./labels";
import { namespaceLabels } from "./lookups";
import type { MeshObject } from "./object";
import type { Service } from "./services";
import type { Workload } from "./workloads";

/** The label that brings a namespace or a pod into ambient mode (`ambient`), or keeps it out (`none`). */
export const MODE = "istio.io/dataplane-mode";
/** The label of a Namespace, a Service, a ServiceEntry or a pod that names its waypoint, or `none`. */
export const USE_WAYPOINT = "istio.io/use-waypoint";
/** The label beside it that names the waypoint's namespace, where that is another. */
export const USE_WAYPOINT_NAMESPACE = "istio.io/use-waypoint-namespace";
/** The label by which Istio knows the pods of a Gateway of the Gateway API. */
export const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

/** Where traffic is sent for everything that ztunnel does not do. unknown: the stack does not show it. */
export type Enrolment = { namespace: string; name: string } | "none" | "unknown";

const NO_LABELS: Labels = new Map();

/** Whether the pods of a namespace are in ambient mode unless they say otherwise: for certain, unlike `mesh.injection`. */
export function isAmbientNamespace(mesh: Mesh, name: string): boolean {
  const labels = namespaceLabels(mesh, name);
  if (labels?.get(MODE) !== "ambient") return false;
  const sidecars = labels.has("istio-injection") && labels.get("istio-injection") !== "disabled";
  return !sidecars && !labels.get("istio.io/rev");
}

/** The labels of a workload's pods; undefined where they are not known. */
export function podLabels({ object, template }: Workload): Labels | undefined {
  if (object.partial || template.unknown || !template.isObject) return undefined;
  return knownLabels(template.get("metadata"));
}

/** Whether its pods are a gateway or a waypoint. */
export function isGateway({ labels, annotations }: Workload): boolean {
  return annotations.has("inject.istio.io/templates") || labels.has(GATEWAY_NAME);
}

/** Whether its pods have a proxy of their own, as gateways, waypoints and what has a sidecar. In doubt they have. */
export function hasOwnProxy(workload: Workload): boolean {
  const { labels, annotations, pod, template } = workload;
  const asked = (all: Labels) => all.has("sidecar.istio.io/inject") && all.get("sidecar.istio.io/inject") !== "false";
  const containers = ["containers", "initContainers"].flatMap((name) => knownItems(knownGet(pod, name)));
  return (
    pod.unknown ||
    knownGet(knownGet(template, "metadata"), "annotations").unknown ||
    asked(labels) ||
    asked(annotations) ||
    isGateway(workload) ||
    labels.has("istio.io/rev") ||
    containers.some((one) => knownText(knownGet(one, "name")) === "istio-proxy")
  );
}

/** Whether ztunnel, and ztunnel alone, takes the traffic of a workload's pods, as far as the stack shows it for certain. */
export function isAmbient(workload: Workload, mesh: Mesh): boolean {
  const labels = podLabels(workload);
  const host = knownGet(workload.pod, "hostNetwork");
  if (!labels || !isNamed(workload.object) || hasOwnProxy(workload) || host.unknown || host.flag) return false;
  return labels.has(MODE) ? labels.get(MODE) === "ambient" : isAmbientNamespace(mesh, workload.namespace);
}

/** What these labels say of the waypoint; undefined if nothing, so that the namespace's labels decide. */
function waypointIn(labels: Labels, home: string): Enrolment | undefined {
  if (!labels.has(USE_WAYPOINT)) return undefined;
  const name = labels.get(USE_WAYPOINT);
  const namespace = labels.has(USE_WAYPOINT_NAMESPACE) ? labels.get(USE_WAYPOINT_NAMESPACE) : home;
  if (name === undefined || namespace === undefined) return "unknown";
  return name === "" || name === "none" ? "none" : { namespace, name };
}

/** The waypoint of what has these labels of its own, in that namespace. */
export function enrolmentOf(own: Labels | undefined, namespace: string, mesh: Mesh): Enrolment {
  if (!own) return "unknown";
  const written = waypointIn(own, namespace);
  if (written) return written;
  const labels = namespaceLabels(mesh, namespace);
  return labels ? (waypointIn(labels, namespace) ?? "none") : "unknown";
}

/** The waypoint that a namespace's own labels name. */
export function namespaceEnrolment(namespace: string, mesh: Mesh): Enrolment {
  return enrolmentOf(NO_LABELS, namespace, mesh);
}

/** The waypoint of a Service or ServiceEntry. */
export function objectEnrolment(object: MeshObject, mesh: Mesh): Enrolment {
  if (object.root.unknown || !isNamed(object)) return "unknown";
  const own = knownLabels(object.metadata);
  return object.partial && !own?.has(USE_WAYPOINT) ? "unknown" : enrolmentOf(own, object.home, mesh);
}

/** The waypoint of a workload: its pods' label decides, then the Services that select it, then the namespace. */
export function workloadEnrolment(workload: Workload, mesh: Mesh): Enrolment {
  const labels = podLabels(workload);
  if (!labels || labels.has(USE_WAYPOINT)) return enrolmentOf(labels, workload.namespace, mesh);
  const services = servicesOf(workload, mesh).map(({ object }) => objectEnrolment(object, mesh));
  return services.find((one) => one !== "none") ?? services[0] ?? namespaceEnrolment(workload.namespace, mesh);
}

/** The Services that select a workload, by an index. */
export function servicesOf({ namespace, labels }: Workload, mesh: Mesh): Service[] {
  const index = mesh.once("services by selector", () =>
    groupBy(
      mesh.services.filter(({ selector }) => selector !== undefined),
      (service) => {
        const [[key, value] = ["", ""]] = service.selector ?? NO_LABELS;
        return `${service.namespace} ${key}=${value ?? ""}`;
      },
    ),
  );
  return [...labels]
    .flatMap(([key, value = ""]) => index.get(`${namespace} ${key}=${value}`) ?? [])
    .filter(({ selector }) => selects(selector ?? NO_LABELS, labels));
}

/** `spec.selector.matchLabels` of a policy; throws NotKnownYet where it is not known. */
export function selectorOf({ spec }: MeshObject): Labels {
  const labels = spec.at("selector", "matchLabels");
  return labels.missing ? NO_LABELS : labelsOf(labels);
}

/** The workloads in a namespace that a selector selects: all, if it is empty. */
export function workloadsSelected(selector: Labels, namespace: string, mesh: Mesh): readonly Workload[] {
  if (selector.size === 0) return mesh.workloadsIn(namespace);
  return mesh.selected(selector).filter((one) => one.namespace === namespace);
}

/** Whether some Gateway in that namespace makes pods that are no waypoint: policies of the namespace may be for them. */
function hasGateways(namespace: string, mesh: Mesh): boolean {
  return gatewayNamespaces(mesh).has(namespace);
}

function gatewayNamespaces(mesh: Mesh): Set<string> {
  return mesh.once("namespaces of gateways", () => {
    const gateways = mesh.ofKind(GATEWAY_API, "Gateway").filter((gateway) => !isWaypoint(gateway));
    return new Set(gateways.map((gateway) => gateway.home));
  });
}

/** Whether a Gateway of the Gateway API is a waypoint for certain, by its class. */
export function isWaypoint(gateway: MeshObject): boolean {
  return /(^|-)waypoint$/.test(knownText(knownGet(gateway.spec, "gatewayClassName")) ?? "");
}

/** Of the workloads of a namespace: whether some are in ambient mode, some have proxies of their own, some a waypoint. */
function summary(namespace: string, mesh: Mesh) {
  return mesh.once(`ambient summary of ${namespace}`, () => {
    const workloads = mesh.workloadsIn(namespace);
    const services = mesh.servicesIn(namespace);
    return {
      ...summaryOf(workloads, mesh),
      enrolled:
        services.some(({ object }) => objectEnrolment(object, mesh) !== "none") ||
        workloads.some((one) => workloadEnrolment(one, mesh) !== "none" && !hasOwnProxy(one)),
    };
  });
}

function summaryOf(workloads: readonly Workload[], mesh: Mesh) {
  return {
    any: workloads.length > 0,
    ambient: workloads.some((one) => isAmbient(one, mesh)),
    proxies: workloads.some(hasOwnProxy),
  };
}

/**
 * Whether a policy without targetRefs reaches ztunnels only, as far as the stack shows: no sidecar and no gateway reads it. An
 * AuthorizationPolicy that reaches both is the ztunnels' too, and they enforce it in their own way.
 */
export function reachesZtunnelsOnly(policy: MeshObject, namespace: string, mesh: Mesh): boolean {
  const selector = selectorOf(policy);
  if ([...selector.values()].includes(undefined)) return false;
  const { any, ambient, proxies } =
    selector.size === 0 ? summary(namespace, mesh) : summaryOf(workloadsSelected(selector, namespace, mesh), mesh);
  if (ambient && policy.kind === "AuthorizationPolicy") return true;
  if (any && !ambient) return false;
  const gateways = hasGateways(namespace, mesh) && !(ambient && selector.size > 0);
  return !proxies && !gateways && (ambient || mesh.holds(namespace));
}

/** Whether anything in a namespace has a waypoint, by the labels of the namespace, of a Service or of pods; in doubt yes. */
export function hasEnrolled(namespace: string, mesh: Mesh): boolean {
  return namespaceEnrolment(namespace, mesh) !== "none" || summary(namespace, mesh).enrolled;
}

/** Whether the stack shows clients with a proxy of their own, sidecars or gateways: these read routes and rules themselves. */
export function hasOtherClients(mesh: Mesh): boolean {
  return mesh.once(
    "clients beside ztunnels",
    () =>
      gatewayNamespaces(mesh).size > 0 ||
      mesh.workloads.some(hasOwnProxy) ||
      mesh.ofKind("core", "Namespace").some((one) => mesh.injection(one.name) === "sidecar"),
  );
}
