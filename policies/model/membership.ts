import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { DATAPLANE_MODE, INJECT, REVISION } from "./injection";
import { isKnownAt, knownGet, knownItems, knownText } from "./known";
import { injectionOf } from "./namespaces";
import type { Selectable } from "./selectables";
import { showsValues } from "./unlisted";
import type { Workload } from "./workloads";

/**
 * Whether what a selector selects is surely no part of the mesh, so that no policy acts on it: pods without a sidecar of their own,
 * in a namespace of the stack that gives them none. Without the Namespace in the stack nobody can say.
 */
export function isOutside({ workload, open }: Selectable, mesh: Mesh): boolean {
  if (!workload || open || workload.object.derived) return false;
  const namespace = joiningOf(workload.namespace, mesh);
  const inject = workload.labels.get(INJECT) ?? workload.annotations.get(INJECT);
  if (namespace === "unsure" || namespace === "ambient" || hasProxy(workload)) return false;
  if (inject !== undefined) return inject === "false";
  return namespace === "none" && ![INJECT, REVISION, DATAPLANE_MODE].some((label) => workload.labels.has(label));
}

/** Whether the pods bring their proxy themselves: a sidecar in the manifest, a gateway, or one that is already running. */
function hasProxy({ pod, annotations, template }: Workload): boolean {
  if (annotations.has("inject.istio.io/templates") || annotations.has("ambient.istio.io/redirection")) return true;
  if (pod.unknown || ["metadata", "annotations"].reduce(knownGet, template).unknown) return true;
  const lists = ["containers", "initContainers"].map((name) => knownGet(pod, name));
  return lists.some(
    (list) =>
      list.unknown || knownItems(list).some((one) => one.unknown || knownText(knownGet(one, "name")) === "istio-proxy"),
  );
}

/** What all that the stack says of a Namespace does to its pods. */
function joiningOf(name: string, mesh: Mesh): "sidecar" | "ambient" | "none" | "unsure" {
  const index = mesh.once("membership: namespaces", () => groupBy(mesh.ofKind("core", "Namespace"), (one) => one.name));
  const all = index.get(name) ?? [];
  const sure = all.some((one) => !one.partial) && all.every((one) => isKnownAt(one.root, "metadata", "labels"));
  if (!sure || joinsByDefault(mesh)) return "unsure";
  const ways = all.map(injectionOf);
  return ways.includes("ambient") ? "ambient" : ways.includes("sidecar") ? "sidecar" : "none";
}

/** Whether a control plane in the stack injects wherever nothing else is said. */
function joinsByDefault(mesh: Mesh): boolean {
  return mesh.once("membership: by default", () =>
    mesh.controlPlanes.some(({ values, object }) => {
      const flag = ["sidecarInjectorWebhook", "enableNamespacesByDefault"].reduce(knownGet, values);
      return values.unknown || flag.unknown || flag.flag === true || !showsValues(object.root);
    }),
  );
}
