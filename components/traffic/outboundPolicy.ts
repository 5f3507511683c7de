import type { CustomResourceOptions } from "@pulumi/pulumi";
import { Sidecar } from "../istio";

/** What the sidecars of a namespace do with calls to hosts that the mesh does not know: pass them on, or refuse them (502). */
export type OutboundTraffic = "ALLOW_ANY" | "REGISTRY_ONLY";

/** The Sidecar object that says so for a namespace (https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy). */
export function outboundPolicy(
  name: string,
  namespace: string,
  mode: OutboundTraffic,
  opts: CustomResourceOptions,
): Sidecar {
  const spec = { outboundTrafficPolicy: { mode } };
  return new Sidecar(name, { metadata: { name: "default", namespace }, spec }, opts);
}
