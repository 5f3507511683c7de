import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { comparable, Groups, isComparable, othersIn } from "../model/conflicts";
import type { Field } from "../model/field";
import { ifKnown } from "../model/known";
import type { Labels } from "../model/labels";
import { readLabels } from "../model/labels";
import { namespaceLabels } from "../model/lookups";
import type { MeshObject } from "../model/object";
import { Selections } from "../model/selections";
import type { Rule } from "../rule";

const WHY = `Sidecars and PeerAuthentications are not merged: where several are for the same workload, Istio takes the oldest of them, and
none of what the others say. A second PeerAuthentication with \`STRICT\` leaves the workload \`PERMISSIVE\`; a second Sidecar
with the host that a workload misses changes nothing until somebody deletes the first.

The reference asks for one without a selector in a namespace and one for a workload, of
[Sidecar](https://istio.io/latest/docs/reference/config/networking/sidecar/) and of
[PeerAuthentication](https://istio.io/latest/docs/reference/config/security/peer_authentication/).
istioctl reports Sidecars ([IST0110](https://istio.io/latest/docs/reference/config/analysis/ist0110/),
[IST0111](https://istio.io/latest/docs/reference/config/analysis/ist0111/)), Kiali both
([KIA0002](https://kiali.io/docs/features/validations/#kia0002---more-than-one-selector-less-object-in-the-same-namespace), KIA0003).
RequestAuthentications and AuthorizationPolicies are combined, so several are fine. Sidecars in an ambient namespace have no effect and are
not judged.`;

/** Istio takes one Sidecar and one PeerAuthentication for a workload, and drops the others. */
export const selectorConflict: Rule<Record<string, never>> = {
  name: "selector-conflict",
  codes: ["IST0110", "IST0111", "KIA0002", "KIA0003"],
  description: "A workload has one Sidecar and one PeerAuthentication, and a namespace one of each without a selector.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Only the oldest of them is in force, so what the others demand, mutual TLS too, is silently not done.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/Sidecar", "security.istio.io/PeerAuthentication"],
  config: z.strictObject({}),
  *check(object, mesh) {
    if (!isComparable(object) || (object.kind === "Sidecar" && mayBeAmbient(object, mesh))) return;
    const { selections, bare } = mesh.once(`selector-conflict ${object.kind}`, () => indexOf(object, mesh));
    const selector = readSelector(object);
    if (selector.size === 0) yield* checkBare(object, othersIn([bare.of(object.home)], object));
    else yield* checkSelector(object, selections, selector);
  },
};

function mayBeAmbient({ home }: MeshObject, mesh: Mesh): boolean {
  const unknown = mesh.namespace(home) !== undefined && namespaceLabels(mesh, home) === undefined;
  return unknown || mesh.injection(home) === "ambient";
}

function selectorField({ kind, spec }: MeshObject): Field {
  return kind === "Sidecar" ? spec.get("workloadSelector") : spec.get("selector");
}

function readSelector(object: MeshObject): Labels {
  return readLabels(selectorField(object).get(object.kind === "Sidecar" ? "labels" : "matchLabels"));
}

function indexOf({ group, kind }: MeshObject, mesh: Mesh): { selections: Selections; bare: Groups } {
  const selections = new Selections(mesh);
  const bare = new Groups();
  for (const object of comparable(mesh, group, kind)) {
    const selector = ifKnown(() => readSelector(object));
    if (selector?.size === 0) bare.add(object.home, object);
    else if (selector) selections.add(object, selector);
  }
  return { selections, bare };
}

function* checkBare(object: MeshObject, others: string | undefined): Iterable<Finding> {
  if (others === undefined) return;
  yield found(object, selectorField(object), {
    problem: `so it is for the whole namespace, as ${others} is`,
    allowed: `one ${object.kind} without a selector in namespace "${object.home}"`,
    fix: "merge them into one, or give all but one a selector",
    codes: object.kind === "Sidecar" ? ["IST0111", "KIA0002"] : ["KIA0002"],
  });
}

function* checkSelector(object: MeshObject, selections: Selections, selector: Labels): Iterable<Finding> {
  const rivals = selections.rivals(object, selector);
  if (!rivals) return;
  const { others, workload } = rivals;
  const codes = object.kind === "Sidecar" ? ["IST0110", "KIA0003"] : ["KIA0003"];
  yield found(object, selectorField(object), {
    problem: workload
      ? `which selects ${workload.object.title}, as ${others} does`
      : `which selects the same workloads as ${others}`,
    allowed: `one ${object.kind} for a workload`,
    fix: "merge them into one, or make the selectors exclude each other",
    codes: workload ? codes : [],
  });
}
