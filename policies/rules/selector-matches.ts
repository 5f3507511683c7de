import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import type { Labels } from "../model/labels";
import { holdsGateways, holdsWorkloads, isWholeMesh } from "../model/holdings";
import { homeOf } from "../model/known";
import { readLabels, selects } from "../model/labels";
import { isOutside } from "../model/membership";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import type { Selectable } from "../model/selectables";
import { selectablesOf } from "../model/selectables";
import { rootNamespaceOf } from "../model/unlisted";
import type { Rule } from "../rule";

const config = z.strictObject({
  workloadsElsewhere: z
    .array(z.record(z.string(), z.string()))
    .default([])
    .describe(
      "The pods' labels of workloads and gateways that run in the stack's namespaces, or serve its Gateways, but come from elsewhere.",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `A selector that selects nothing is accepted, and its object does nothing: an AuthorizationPolicy protects nobody, a
Gateway serves nobody, a PeerAuthentication leaves the mode as it was. Nothing reports it until somebody runs
[istioctl analyze](https://istio.io/latest/docs/reference/config/analysis/ist0127/) or opens
[Kiali](https://kiali.io/docs/features/validations/).

Compared are the labels of pods, of WorkloadEntries and WorkloadGroups, and of the gateways that Istio's chart \`gateway\` and the
Kubernetes Gateway API bring. An AuthorizationPolicy that selects only workloads outside the mesh is refused too.

A selector is judged where the stack surely holds what it may select:

- objects of a namespace, where the stack holds a workload of it, or the Namespace and a whole mesh, and no chart or operator that
  this pack cannot list brings more;
- policies of the root namespace, which select in every namespace, where the stack holds a whole mesh: its control plane, or a gateway
  in the root namespace, together with applications (Sidecars, Telemetries and ServiceEntries there select in their own
  namespace, too);
- Gateways, which select across all namespaces, where the stack holds the control plane or a gateway in the root namespace, or else a
  gateway that stands in the Gateway's own namespace, or whose labels differ by a slip from those selected.

Workloads that come from elsewhere all the same are listed in \`workloadsElsewhere\`.`;

/** A policy or Gateway whose selector selects nothing has no effect, and no status says so. */
export const selectorMatches: Rule<Config> = {
  name: "selector-matches",
  codes: ["IST0101", "IST0127", "KIA0004", "KIA0302"],
  description: "Selectors of Gateways, policies and other configuration select a workload of the mesh.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "What selects nothing protects and serves nothing, and looks as if it did.",
  },
  scope: "stack",
  kinds: [
    "networking.istio.io/Gateway",
    "networking.istio.io/Sidecar",
    "networking.istio.io/EnvoyFilter",
    "networking.istio.io/ServiceEntry",
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/RequestAuthentication",
    "security.istio.io/PeerAuthentication",
    "telemetry.istio.io/Telemetry",
    "extensions.istio.io/WasmPlugin",
  ],
  config,
  *check(object, mesh, { workloadsElsewhere }) {
    const field = selectorOf(object);
    const selector = readLabels(field);
    const others = workloadsElsewhere.map((labels) => new Map(Object.entries(labels)));
    if (others.some((labels) => selector.size > 0 && selects(selector, labels))) return;
    const home = homeOf(object);
    // Istio's own API counts targetRefs instead of a selector.
    if (["targetRef", "targetRefs"].some((name) => !object.spec.get(name).missing)) return;
    if (selector.size === 0) {
      if (object.kind === "AuthorizationPolicy" && others.length === 0) yield* checkNamespace(object, home, mesh);
    } else if (object.kind === "Gateway") {
      if (selectablesOf(mesh).matching(selector).length > 0 || !holdsGateways(selector, home, mesh)) return;
      yield nothingSelected(object, field, selector, undefined, mesh);
    } else {
      const root = rootNamespaceOf(mesh);
      if (root === undefined && ACROSS.has(object.kind)) return;
      const where = home === root && ACROSS.has(object.kind) ? undefined : home;
      const selected = selectablesOf(mesh).matching(selector, where);
      const sure = where === undefined ? isWholeMesh(mesh) : holdsWorkloads(where, mesh);
      if (sure && selected.length === 0) yield nothingSelected(object, field, selector, where, mesh);
      else if (object.kind === "AuthorizationPolicy") yield* checkInMesh(object, field, selected, mesh);
    }
  },
};

/** The kinds whose objects in the root namespace select in every namespace. */
const ACROSS = new Set([
  "AuthorizationPolicy",
  "RequestAuthentication",
  "PeerAuthentication",
  "EnvoyFilter",
  "WasmPlugin",
]);

function selectorOf({ kind, spec }: MeshObject): Field {
  if (kind === "Gateway") return spec.get("selector");
  const labels = ["Sidecar", "EnvoyFilter", "ServiceEntry"].includes(kind);
  return labels ? spec.at("workloadSelector", "labels") : spec.at("selector", "matchLabels");
}

/** The codes of an object whose selector selects nothing: of each kind those of the tools that look at it. */
function codesFor({ kind }: MeshObject): string[] {
  if (kind === "Gateway") return ["IST0101", "KIA0302"];
  if (kind === "AuthorizationPolicy") return ["IST0127", "KIA0004"];
  if (kind === "Sidecar") return ["IST0101", "KIA0004"];
  if (kind === "Telemetry") return ["IST0101"];
  return kind.endsWith("Authentication") ? ["KIA0004"] : [];
}

/** Points at the label that nothing has, if there is one, else at the whole selector. */
function nothingSelected(
  object: MeshObject,
  field: Field,
  selector: Labels,
  namespace: string | undefined,
  mesh: Mesh,
): Finding {
  const all = selectablesOf(mesh);
  const codes = codesFor(object);
  const where = namespace === undefined ? "in the stack" : `in namespace "${namespace}"`;
  const fix = `select labels that the pods have, or remove the ${object.kind}`;
  for (const [name, value] of selector) {
    if (all.matching(new Map([[name, value]]), namespace).length > 0) continue;
    const values = mesh.once(`selector-matches: ${name} ${where}`, () => anyOf(all.valuesOf(name, namespace)));
    const allowed = values === "" ? `a label that pods ${where} have` : `${name}: ${values}`;
    return found(object, field.get(name), {
      problem: `which no workload ${where} has as its label "${name}"`,
      allowed,
      fix,
      codes,
    });
  }
  const labels = [...selector.keys()].join(", ");
  return found(object, field, {
    problem: `but no workload ${where} has all of its labels (${labels}), only each of them alone`,
    allowed: "labels that one workload has together",
    fix,
    codes,
  });
}

function* checkInMesh(
  policy: MeshObject,
  field: Field,
  selected: readonly Selectable[],
  mesh: Mesh,
): Iterable<Finding> {
  if (selected.length === 0 || !selected.every((one) => isOutside(one, mesh))) return;
  yield found(policy, field, { ...outside(selected), codes: ["IST0127"] });
}

/** A policy without a selector is for its namespace: for nobody, where none of the workloads there is in the mesh. */
function* checkNamespace(policy: MeshObject, home: string, mesh: Mesh): Iterable<Finding> {
  const field = policy.spec.get("selector");
  if (
    !field.missing ||
    policy.partial ||
    [home, undefined].includes(rootNamespaceOf(mesh)) ||
    !holdsWorkloads(home, mesh)
  )
    return;
  yield* checkInMesh(policy, field, selectablesOf(mesh).in(home), mesh);
}

function outside(selected: readonly Selectable[]) {
  const names = selected.flatMap(({ workload }) => (workload ? [workload.object.name] : []));
  return {
    problem: `which selects only workloads outside the mesh (${anyOf(names)}): no proxy enforces the policy there`,
    allowed: "workloads in the mesh: with a sidecar, or in an ambient namespace",
    fix: "label the namespace or the pods so that they join the mesh, or select others",
  };
}
