import * as z from "zod";
import { found } from "../finding";
import { INJECT, isOff, isOfIstio, isOnHostNetwork, ownInjection } from "../model/injection";
import { isSystem } from "../model/namespaces";
import { WORKLOAD_KINDS, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

const config = z.strictObject({
  allowed: z
    .array(z.string())
    .default([])
    .describe('Workloads that may do without a sidecar: "load-test" in any namespace, "shop/load-test" in one.'),
});

type Config = z.infer<typeof config>;

const WHY = `A pod that says \`sidecar.istio.io/inject: "false"\` leaves the mesh by itself, in a namespace that is in it: policies for
its traffic do not hold, it has no identity, and its calls to STRICT workloads fail. Kyverno's policy set refuses the same
([prevent-disabling-injection-pods](https://kyverno.io/policies/istio/prevent-disabling-injection-pods/prevent-disabling-injection-pods/),
[Istio: controlling the injection policy](https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy)).

The label decides; the annotation of the same name counts only without it. Pods on the node's network never get a sidecar and are left
alone, as are system namespaces, \`istio-system\` and what carries Istio's own labels.`;

/** One label takes a workload out of everything that the mesh guards. */
export const injectedPods: Rule<Config> = {
  name: "injected-pods",
  codes: [],
  description: "Workloads do not switch their sidecar off.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Some workloads have to stay out of the mesh; each should be listed as one that may.",
  },
  scope: "object",
  kinds: WORKLOAD_KINDS,
  config,
  *check(object, _, { allowed }) {
    const template = workloadOf(object)?.template;
    if (!template || isSystem(object.home) || object.home === "istio-system" || isOfIstio(object)) return;
    if (allowed.includes(object.name) || allowed.includes(`${object.home}/${object.name}`)) return;
    const own = ownInjection(template);
    if (!isOff(own) || isOnHostNetwork(template)) return;
    yield found(object, own, {
      problem: "which keeps these pods out of the mesh",
      allowed: "no such label or annotation, or a workload listed in allowed of this rule",
      fix: `remove ${INJECT}, or add "${object.home}/${object.name}" to allowed`,
    });
  },
};
