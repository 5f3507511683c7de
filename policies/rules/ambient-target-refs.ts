import * as z from "zod";
import { found } from "../finding";
import { isAmbientNamespace, reachesZtunnelsOnly, selectorOf } from "../model/ambient";
import { placeOf } from "../model/known";
import { layer7Of, targetsOf } from "../model/layer7";
import type { Rule } from "../rule";

const WHY = `A waypoint reads only those policies that name it, or a Service behind it, in \`targetRefs\`; a policy that selects pods, or is for a whole
namespace, it passes over ([Istio: policies for waypoints](https://istio.io/latest/docs/ambient/usage/l7-features/)).
An AuthorizationPolicy that selects pods is ztunnel's: it drops the rules that look at requests, and so refuses what they should let in.
A RequestAuthentication or a WasmPlugin without \`targetRefs\` does nothing at all: requests with a false token come through.

A Telemetry for a whole namespace is read by its waypoints; one with a selector is not. Policies that select gateways or pods with a sidecar
are let through: these read selectors.`;

const CODES: Record<string, string> = {
  AuthorizationPolicy: "KIA0110",
  RequestAuthentication: "KIA1115",
  WasmPlugin: "KIA1116",
  Telemetry: "KIA1117",
};

/** A policy about requests that no waypoint reads protects nothing. */
export const ambientTargetRefs: Rule = {
  name: "ambient-target-refs",
  codes: ["KIA0110", "KIA1115", "KIA1116", "KIA1117"],
  description: "In ambient mode, policies about requests name the Service or Gateway that they are for in targetRefs.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "No waypoint reads such a policy: tokens are not checked, and ztunnel refuses what the policy allows.",
  },
  scope: "stack",
  kinds: [
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/RequestAuthentication",
    "extensions.istio.io/WasmPlugin",
    "telemetry.istio.io/Telemetry",
  ],
  config: z.strictObject({}),
  *check(policy, mesh) {
    const home = placeOf(policy);
    if (policy.partial || home === mesh.rootNamespace || !isAmbientNamespace(mesh, home)) return;
    const layer7 = layer7Of(policy);
    if (!layer7 || targetsOf(policy).length > 0 || !reachesZtunnelsOnly(policy, home, mesh)) return;
    const selects = selectorOf(policy).size > 0;
    if (policy.kind === "Telemetry" && !selects) return;
    yield found(policy, policy.spec.get(selects ? "selector" : "targetRefs"), {
      problem: `but ${layer7.path} is for a waypoint, and a waypoint reads no policy ${selects ? "that selects pods" : "without targetRefs"}`,
      allowed: "targetRefs with a Service of this namespace, or a Gateway of class istio-waypoint",
      fix: `name the Service that this ${policy.kind} is for: targetRefs: [{ kind: Service, group: "", name: … }]${selects ? ", in the place of the selector" : ""}`,
      codes: layer7.step === "action" ? [] : [CODES[policy.kind] ?? ""],
    });
  },
};
