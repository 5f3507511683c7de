import type { Field } from "./field";
import { knownGet, knownText } from "./known";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import type { MeshObject } from "./object";

/** What makes pods: a Deployment and its like, or a Pod. */
export interface Workload {
  object: MeshObject;
  namespace: string;
  /** The labels and annotations of its pods. */
  labels: Labels;
  annotations: Labels;
  /** The pods' manifest: of a Deployment `spec.template`, of a Pod the object itself. */
  template: Field;
  /** The pods' spec. */
  pod: Field;
  /** `default` where none is named. */
  serviceAccount: string;
}

/** Where each kind keeps the manifest of its pods. */
const TEMPLATES: Record<string, readonly string[]> = {
  "apps/Deployment": ["spec", "template"],
  "apps/StatefulSet": ["spec", "template"],
  "apps/DaemonSet": ["spec", "template"],
  "apps/ReplicaSet": ["spec", "template"],
  "batch/Job": ["spec", "template"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
  "core/ReplicationController": ["spec", "template"],
  "core/Pod": [],
  "apps.openshift.io/DeploymentConfig": ["spec", "template"],
};

/** The kinds that make pods. */
export const WORKLOAD_KINDS: readonly string[] = Object.keys(TEMPLATES);

export function workloadOf(object: MeshObject): Workload | undefined {
  const steps = TEMPLATES[object.key];
  if (!steps) return undefined;
  const template = steps.reduce(knownGet, object.root);
  const metadata = knownGet(template, "metadata");
  const pod = knownGet(template, "spec");
  return {
    object,
    namespace: object.home,
    labels: labelsOf(knownGet(metadata, "labels")),
    annotations: labelsOf(knownGet(metadata, "annotations")),
    template,
    pod,
    serviceAccount: knownText(knownGet(pod, "serviceAccountName")) ?? "default",
  };
}

/** The containers of a pod, with those that start before it where they are asked for. */
export function containersOf(pod: Field, { init = false } = {}): Field[] {
  return [...pod.get("containers").items(), ...(init ? pod.get("initContainers").items() : [])];
}
