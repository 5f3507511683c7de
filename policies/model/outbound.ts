import type { ControlPlane } from "./controlPlanes";
import type { Field } from "./field";
import { reach } from "./known";

/** Where a control plane says whether workloads may call hosts that the mesh does not know: ALLOW_ANY (default) or REGISTRY_ONLY. */
export function outboundModeOf({ object, form, values, meshConfig }: ControlPlane): Field {
  if (form === "maistra" && object.version === "v1") return reach(values, "istio", "global", ...POLICY);
  if (form === "maistra") return reach(values, "proxy", "networking", "trafficControl", "outbound", "policy");
  const mode = reach(meshConfig, ...POLICY);
  if (form === "release" && !mode.unknown && mode.missing) {
    // The charts up to Istio 1.5 had it among the values.
    const legacy = reach(values, "global", ...POLICY);
    if (legacy.unknown || !legacy.missing) return legacy;
  }
  return mode;
}

const POLICY = ["outboundTrafficPolicy", "mode"];
