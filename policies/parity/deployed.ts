import { workloadOf } from "../model/workloads";
import { objectOf } from "./compare";
import type { Corpus, Manifest } from "./mesh";
import { hasNamespace } from "./mesh";

/** Names what stands for objects of a cluster: istioctl's messages about them are not compared. */
const MADE = "made-for-parity-";

/**
 * The mesh with what a cluster has besides: its Namespaces, which the pack must hold to call anything missing, a Pod of every
 * workload, since istioctl's analyzers look at Pods where the pack looks at what makes them, and an ingress gateway, if it has none.
 */
export function deployed(corpus: Corpus): Corpus {
  const { manifests } = corpus;
  const there = new Set(manifests.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name));
  const written = [...manifests, ...(needsGateway(corpus) ? GATEWAY : [])].map(defaulted);
  const used = new Set([
    ...written.filter(hasNamespace).map(({ metadata }) => metadata.namespace ?? "default"),
    ...(corpus.about === undefined ? namespacesInHosts(written) : []),
  ]);
  const namespaces = [...used].filter((one) => !there.has(one)).map(namespaceOf);
  return { ...corpus, manifests: [...namespaces, ...written, ...written.flatMap(podsOf)] };
}

/** The namespaces of the hosts that a whole mesh names: to istioctl, which knows nothing beyond its files, they are all there. */
function namespacesInHosts(manifests: readonly Manifest[]): string[] {
  return [...JSON.stringify(manifests).matchAll(/\.([a-z0-9-]+)\.svc\.cluster\.local/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

/** A rule's own case says itself what its mesh has. */
function needsGateway({ about, manifests }: Corpus): boolean {
  return about === undefined && !manifests.some((one) => JSON.stringify(one.metadata).includes("ingress"));
}

/** As Istio's chart `gateway` makes it. */
const GATEWAY: Manifest[] = (() => {
  const labels = { app: "istio-ingressgateway", istio: "ingressgateway" };
  const metadata = { name: "istio-ingressgateway", namespace: "istio-system" };
  const containers = [{ name: "istio-proxy", image: "proxyv2:1.31" }];
  const ports = [
    { name: "http2", port: 80, targetPort: 80 },
    { name: "https", port: 443, targetPort: 443 },
  ];
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: { template: { metadata: { labels }, spec: { containers } } },
    },
    { apiVersion: "v1", kind: "Service", metadata, spec: { selector: labels, ports } },
  ] as unknown as Manifest[];
})();

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
