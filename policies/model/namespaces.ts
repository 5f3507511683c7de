import type { MeshObject } from "./object";

/** How the pods of a namespace come into the mesh. unknown: the stack does not hold the Namespace. */
export type Injection = "sidecar" | "ambient" | "none" | "unknown";

/**
 * By the labels of the Namespace. A label whose value is not known yet counts as the one that joins.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/, https://istio.io/latest/docs/ambient/usage/add-workloads/
 */
export function injectionOf(namespace: MeshObject | undefined): Injection {
  if (!namespace) return "unknown";
  const { labels } = namespace;
  const injection = labels.get("istio-injection");
  if (injection === "disabled") return labels.get("istio.io/dataplane-mode") === "ambient" ? "ambient" : "none";
  if (labels.has("istio-injection") || labels.has("istio.io/rev")) return "sidecar";
  return labels.has("istio.io/dataplane-mode") && labels.get("istio.io/dataplane-mode") !== "none" ? "ambient" : "none";
}

/** The namespaces that Kubernetes and OpenShift keep for themselves: no rule about applications is for them. */
export function isSystem(namespace: string): boolean {
  return /^(kube-(system|public|node-lease)|openshift(-.*)?|local-path-storage)$/.test(namespace);
}
