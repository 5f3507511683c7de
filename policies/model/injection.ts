import type { Field } from "./field";
import type { MeshObject } from "./object";

/** A pod's own word on its sidecar, as a label or, in the older form, as an annotation. */
export const INJECT = "sidecar.istio.io/inject";

/** The labels by which namespaces join the mesh, and pods too with the last two. */
export const INJECTION = "istio-injection";
export const REVISION = "istio.io/rev";
export const DATAPLANE_MODE = "istio.io/dataplane-mode";

/**
 * What decides over the sidecar in the pods' manifest: the label, or the annotation where there is no label
 * (istio: pkg/kube/inject/inject.go, injectRequired).
 */
export function ownInjection(template: Field): Field {
  const label = template.at("metadata", "labels").get(INJECT);
  return label.missing ? template.at("metadata", "annotations").get(INJECT) : label;
}

/** `"false"`, also where YAML made a boolean of it. */
export function isOff(field: Field): boolean {
  return field.value === "false" || field.value === false;
}

/** Pods on the node's network get no sidecar, whatever their labels say. */
export function isOnHostNetwork(template: Field): boolean {
  return template.at("spec", "hostNetwork").flag === true;
}

/** Objects that Istio's own manifests mark: its control plane and its gateways. */
export function isOfIstio({ labels }: MeshObject): boolean {
  return labels.has("istio") || labels.get("release") === "istio";
}
