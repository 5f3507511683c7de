import * as z from "zod";
import { found } from "../finding";
import { homeOf } from "../model/known";
import { rootNamespaceOf } from "../model/unlisted";
import type { Rule } from "../rule";

const WHY = `A Sidecar in the mesh's root namespace is the default for every namespace that has none of its own; with a \`workloadSelector\`
it is none, and selects only workloads of the root namespace itself
([Istio: Sidecar](https://istio.io/latest/docs/reference/config/networking/sidecar/)). Kiali reports it as
[KIA1006](https://kiali.io/docs/features/validations/).

The root namespace is that of the control plane in the stack, or what its mesh configuration says; \`istio-system\` where the stack holds
no control plane.`;

/** A Sidecar that was meant for the whole mesh acts nowhere else than beside the control plane. */
export const rootSidecarSelector: Rule = {
  name: "root-sidecar-selector",
  codes: ["KIA1006"],
  description: "A Sidecar in the mesh's root namespace has no workload selector.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "It may be meant for a workload of the root namespace, such as a gateway.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/Sidecar"],
  config: z.strictObject({}),
  *check(sidecar, mesh) {
    const labels = sidecar.spec.at("workloadSelector", "labels");
    const root = rootNamespaceOf(mesh);
    if (labels.entries().length === 0 || homeOf(sidecar) !== root) return;
    yield found(sidecar, labels, {
      problem: `so this Sidecar of the root namespace "${root}" is not the mesh's default`,
      allowed: "no workloadSelector in the root namespace",
      fix: "remove workloadSelector, or move the Sidecar to the namespace of its workloads",
    });
  },
};
