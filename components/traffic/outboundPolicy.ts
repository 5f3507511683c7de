import type { CustomResourceOptions } from "@pulumi/pulumi";
import { Sidecar } from "../istio";
import { inVersion } from "../mesh/legacyForm";
import type { NetworkingVersion } from "../mesh/mesh";

/** What the sidecars of a namespace do with calls to hosts that the mesh does not know: pass them on, or refuse them (502). */
export type OutboundTraffic = "ALLOW_ANY" | "REGISTRY_ONLY";

export interface OutboundPolicy {
  namespace: string;
  mode: OutboundTraffic;
  /** The version in which it is written. Default: the newest. */
  networking?: NetworkingVersion;
}

/** The Sidecar object that says so for a namespace (https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy). */
export function outboundPolicy(
  name: string,
  { namespace, mode, networking }: OutboundPolicy,
  opts: CustomResourceOptions,
): Sidecar {
  const args = { metadata: { name: "default", namespace }, spec: { outboundTrafficPolicy: { mode } } };
  return new Sidecar(name, inVersion("Sidecar", args, networking), opts);
}
