import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `Without outlier detection, a pod that answers every call with an error keeps its share of the calls until Kubernetes notices,
which it does not while the pod's probe is content
([Istio: circuit breaking](https://istio.io/latest/docs/tasks/traffic-management/circuit-breaking/)). Failover to another locality hangs on
it altogether: Envoy moves calls when endpoints count as unhealthy, and without outlier detection none ever does
([Istio: locality failover](https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/failover/)); istioctl warns of that
as IST0133.

\`spec.trafficPolicy.outlierDetection\` is enough, since subsets take it over; or each subset, or each port, has its own.`;

/** Nobody but the callers' proxies takes a failing pod out of the rotation at once, and failover needs it. */
export const outlierDetection: Rule = {
  name: "outlier-detection",
  codes: ["IST0133"],
  description: "DestinationRules take failing pods out of the rotation by outlier detection.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Calls work without it until a pod fails." },
  scope: "object",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule) {
    const policy = rule.spec.get("trafficPolicy");
    const top = policy.get("outlierDetection");
    const subsets = rule.spec
      .get("subsets")
      .items()
      .map((one) => one.get("trafficPolicy"));
    const ports = [policy, ...subsets].flatMap((one) => one.get("portLevelSettings").items());
    // Subsets take over outlier detection from the top; ports take over nothing.
    const dead = [...(has(policy) ? [] : [policy, ...subsets]), ...ports].flatMap(failoverOf);
    for (const failover of dead) yield withoutEffect(rule, failover);
    if (dead.length > 0 || rule.partial || has(policy) || all(subsets)) return;
    if (all(policy.get("portLevelSettings").items())) return;
    yield found(rule, top, {
      problem: "so a pod that fails keeps its share of the calls",
      allowed: "outlierDetection here, or in every subset or every port",
      fix: "add outlierDetection: { consecutive5xxErrors: 5, interval: 10s, baseEjectionTime: 30s }",
      codes: [],
    });
  },
};

function has(policy: Field): boolean {
  return !policy.get("outlierDetection").missing;
}

function all(policies: readonly Field[]): boolean {
  return policies.length > 0 && policies.every(has);
}

/** The settings of a policy, without outlier detection of its own, that say where calls go when a locality fails. */
function failoverOf(policy: Field): Field[] {
  if (has(policy)) return [];
  return ["localityLbSetting", "zoneAwareLbSetting"]
    .map((name) => policy.at("loadBalancer", name))
    .flatMap((setting) => [setting.get("failover"), setting.get("failoverPriority")])
    .filter((list) => list.items().length > 0);
}

function withoutEffect(rule: MeshObject, failover: Field): Finding {
  return found(rule, failover, {
    problem: "but without outlier detection no endpoint ever counts as failed, so nothing fails over",
    allowed: "failover together with outlierDetection",
    fix: "add outlierDetection to the same policy, or remove the failover",
  });
}
