import * as z from "zod";
import { found } from "../finding";
import { isVague } from "../model/lookups";
import { isInMesh } from "../model/meshWorkloads";
import { isSystem } from "../model/namespaces";
import { policiesOver } from "../model/securityPolicies";
import { WORKLOAD_KINDS, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

const config = z.strictObject({
  meshWide: z
    .boolean()
    .default(false)
    .describe("Another stack holds an AuthorizationPolicy in the root namespace for all workloads of the mesh."),
});

type Config = z.infer<typeof config>;

const WHY = `Mutual TLS tells a workload who calls; without an AuthorizationPolicy that selects it, nobody looks, and every workload of the mesh
may call it, on every port and path. Istio's
[security best practices](https://istio.io/latest/docs/ops/best-practices/security/#authorization-policies) ask for policies, and Kiali
lists the workloads that have none as [KIA1301](https://kiali.io/docs/features/validations/) (it ignores them by default).

A policy counts whatever it does: one of the workload's namespace or of the root namespace, without a selector or with one that selects
the pods' labels.`;

/** A workload that no policy mentions was probably forgotten. */
export const workloadAuthorization: Rule<Config> = {
  name: "workload-authorization",
  codes: ["KIA1301"],
  description: "Every workload in the mesh is covered by an AuthorizationPolicy.",
  why: WHY,
  enforcement: { level: "advisory", reason: "The mesh works without policies; they are for production." },
  offInTests: true,
  scope: "stack",
  kinds: WORKLOAD_KINDS,
  config,
  *check(object, mesh, { meshWide }) {
    const workload = workloadOf(object);
    const namespace = object.home;
    if (
      meshWide ||
      isVague(mesh, "security.istio.io/AuthorizationPolicy") ||
      !workload ||
      !isInMesh(workload, mesh) ||
      isSystem(namespace) ||
      !mesh.holds(namespace)
    )
      return;
    // A label whose value is not known yet may be the one that a policy selects.
    if ([...workload.labels.values()].includes(undefined)) return;
    if (policiesOver(mesh, "AuthorizationPolicy", namespace, workload.labels).length > 0) return;
    yield found(object, object.metadata.get("name"), {
      problem: "whose pods no AuthorizationPolicy selects: every workload of the mesh may call them",
      allowed: `a workload that a policy of namespace "${namespace}", or of the root namespace, selects`,
      fix: "add an AuthorizationPolicy that says who may call it",
    });
  },
};
