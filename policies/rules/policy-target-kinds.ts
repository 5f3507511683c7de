import * as z from "zod";
import { found } from "../finding";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses a policy for another kind of target; where the webhook does not stand, the policy is for nothing. A
policy for workloads has a \`selector\`; \`targetRefs\` are for gateways and waypoints, and for the services behind a waypoint
([PolicyTargetReference](https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference)). A
Gateway there is one of the [Gateway API](https://gateway-api.sigs.k8s.io/), not Istio's own.`;

/** What policies may be for, by group and kind. */
const TARGETS = [
  "core/Service",
  "networking.istio.io/ServiceEntry",
  "gateway.networking.k8s.io/Gateway",
  "gateway.networking.k8s.io/GatewayClass",
];

/** A policy whose target is of another kind protects nothing. */
export const policyTargetKinds: Rule = {
  name: "policy-target-kinds",
  codes: ["IST0106"],
  description:
    "Target references of policies name Services, ServiceEntries, Gateways of the Gateway API or their classes.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a policy, or it is for nothing." },
  scope: "object",
  kinds: [
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/RequestAuthentication",
    "telemetry.istio.io/Telemetry",
    "extensions.istio.io/WasmPlugin",
    "extensions.istio.io/TrafficExtension",
  ],
  config: z.strictObject({}),
  *check(policy) {
    for (const target of [policy.spec.get("targetRef"), ...policy.spec.get("targetRefs").items()]) {
      const [group, kind] = [target.get("group").text ?? "", target.get("kind")];
      if (kind.text === undefined || TARGETS.includes(`${group || "core"}/${kind.text}`)) continue;
      const known = TARGETS.find((one) => one.endsWith(`/${kind.text ?? ""}`));
      yield found(policy, known === undefined ? kind : target.get("group"), {
        problem:
          known === undefined ? "which is no target of a policy" : `in which there is no ${kind.text} for policies`,
        allowed: TARGETS.map((one) => `"${one}"`).join(", "),
        fix:
          known === undefined ? "write one of these kinds" : `write group: ${known.replace(/^core|\/.*/g, "") || '""'}`,
      });
    }
  },
};
