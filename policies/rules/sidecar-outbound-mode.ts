import * as z from "zod";
import { found } from "../finding";
import type { Rule } from "../rule";

const WHY = `An \`outboundTrafficPolicy\` without \`mode\` does not leave the mesh's setting as it is: Istio reads the first of its values,
\`REGISTRY_ONLY\`, and the workloads can call nothing that the mesh does not know
([Istio: OutboundTrafficPolicy](https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy)). Kiali reports it as
[KIA1007](https://kiali.io/docs/features/validations/), but cannot tell it from a \`REGISTRY_ONLY\` that is written there.`;

/** Leaving the mode out closes the way out of the mesh, which few expect. */
export const sidecarOutboundMode: Rule = {
  name: "sidecar-outbound-mode",
  codes: ["KIA1007"],
  description: "An outbound traffic policy of a Sidecar says its mode.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Without a mode Istio takes REGISTRY_ONLY, which may be what is meant." },
  scope: "object",
  kinds: ["networking.istio.io/Sidecar"],
  config: z.strictObject({}),
  *check(sidecar) {
    const policy = sidecar.spec.get("outboundTrafficPolicy");
    const mode = policy.get("mode");
    if (!policy.isObject || !mode.missing || sidecar.partial) return;
    yield found(sidecar, mode, {
      problem: "which Istio takes for REGISTRY_ONLY, whatever the mesh's own setting is",
      allowed: "REGISTRY_ONLY or ALLOW_ANY",
      fix: "write the mode that is meant, or leave outboundTrafficPolicy out to keep the mesh's",
    });
  },
};
