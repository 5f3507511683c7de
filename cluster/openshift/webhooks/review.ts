import type { ApiObject } from "../api";

/** What the API server asks a webhook. */
export interface Review {
  apiVersion: string;
  kind: string;
  request: { uid: string; kind: { kind: string }; namespace?: string; object?: ApiObject };
}

interface Container {
  name: string;
}

const image = "docker.io/maistra/proxyv2-ubi8:2.0.0";

/**
 * The stub's answer: everything is allowed, and to pods that ask for a sidecar it adds one container named istio-proxy, which
 * nothing runs. Real istiod would refuse wrong traffic rules and inject far more.
 */
export function answer({ apiVersion, kind, request }: Review, path: string): object {
  const { uid, object } = request;
  const patch = path.startsWith("/inject") && request.kind.kind === "Pod" && object ? injection(object) : [];
  const patched = { patchType: "JSONPatch", patch: Buffer.from(JSON.stringify(patch)).toString("base64") };
  return { apiVersion, kind, response: { uid, allowed: true, ...(patch.length > 0 && patched) } };
}

/** Maistra injects where the pod itself asks for it, by annotation only. */
function injection({ metadata, spec }: ApiObject): object[] {
  const annotations = (metadata.annotations ?? {}) as Record<string, string>;
  const { containers, hostNetwork } = spec as { containers: Container[]; hostNetwork?: boolean };
  if (annotations["sidecar.istio.io/inject"] !== "true" || hostNetwork) return [];
  if (containers.some(({ name }) => name === "istio-proxy")) return [];
  return [
    { op: "add", path: "/spec/containers/-", value: { name: "istio-proxy", image } },
    { op: "add", path: "/metadata/annotations/istio-mesh.local~1injected-by", value: "stub" },
  ];
}
