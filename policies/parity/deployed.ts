import { workloadOf } from "../model/workloads";
import { objectOf } from "./compare";
import type { Corpus, Manifest } from "./mesh";
import { hasNamespace } from "./mesh";

/** Names what stands for objects of a cluster: istioctl's messages about them are not compared. */
const MADE = "made-for-parity-";

/**
 * The mesh with what a cluster has besides: its Namespaces, which the pack must hold to call anything missing, and a Pod of every
 * workload, since istioctl's analyzers look at Pods where the pack looks at what makes them.
 */
export function deployed(corpus: Corpus): Corpus {
  const { manifests } = corpus;
  const there = new Set(manifests.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name));
  const used = new Set(manifests.filter(hasNamespace).map(({ metadata }) => metadata.namespace ?? "default"));
  const namespaces = [...used].filter((one) => !there.has(one)).map(namespaceOf);
  const written = manifests.map(defaulted);
  return { ...corpus, manifests: [...namespaces, ...written, ...written.flatMap(podsOf)] };
}

/** The protocol that the API server gives a Service's port without one: istioctl's analyzers count on it. */
function defaulted(manifest: Manifest): Manifest {
  const { spec } = manifest as { spec?: unknown };
  const ports: unknown = typeof spec === "object" && spec !== null ? (spec as { ports?: unknown }).ports : undefined;
  if (manifest.kind !== "Service" || !Array.isArray(ports)) return manifest;
  const complete = ports.map((port: unknown) =>
    typeof port === "object" && port !== null ? { protocol: "TCP", ...port } : port,
  );
  return { ...manifest, spec: { ...(spec as object), ports: complete } } as Manifest;
}

/** Whether a message is about an object that only stands for the cluster's. */
export const isMade = (origin: string) => origin.includes(MADE);

function namespaceOf(name: string): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { "istio-injection": "enabled" } } };
}

function podsOf(manifest: Manifest, index: number): Manifest[] {
  const object = objectOf(manifest);
  const workload = workloadOf(object);
  if (!workload || object.kind === "Pod" || !workload.template.isObject) return [];
  const { metadata, spec } = workload.template.value as { metadata?: unknown; spec?: unknown };
  const own = typeof metadata === "object" && metadata !== null ? metadata : {};
  const pod = { ...own, name: `${MADE}${index}`, namespace: object.home };
  return [{ apiVersion: "v1", kind: "Pod", metadata: pod, spec } as unknown as Manifest];
}
