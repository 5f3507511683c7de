import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "./field";
import { knownGet } from "./known";
import type { Labels } from "./labels";
import { labelsOf, selects } from "./labels";
import type { MeshObject } from "./object";

/** The labels of the workloads that a policy is for; none: all of its namespace, or what its targetRefs name. */
export function selectorOf(policy: MeshObject): Labels {
  return labelsOf(knownGet(knownGet(policy.spec, "selector"), "matchLabels"));
}

/** What a policy names instead of workloads: Gateways, Services, a GatewayClass. */
export function targetsOf({ spec }: MeshObject): Field[] {
  const list = knownGet(spec, "targetRefs");
  const all = [...(list.unknown ? [list] : list.items()), knownGet(spec, "targetRef")];
  return all.filter((field) => field.unknown || !field.missing);
}

/** The policies of a namespace that select workloads with these labels, or all; by an index. */
export function policiesIn(mesh: Mesh, kind: string, where: string, labels: Labels): MeshObject[] {
  const index = mesh.once(`security policies: ${kind}`, () =>
    groupBy(mesh.ofKind("security.istio.io", kind), (policy) => `${policy.home} ${keyOf(selectorOf(policy))}`),
  );
  const keys = ["", ...[...labels].map(pair)];
  return keys
    .flatMap((key) => index.get(`${where} ${key}`) ?? [])
    .filter((policy) => selects(selectorOf(policy), labels));
}

/** The policies that act on workloads of a namespace: its own, and those of the root namespace. */
export function policiesOver(mesh: Mesh, kind: string, namespace: string, labels: Labels): MeshObject[] {
  const places = new Set([namespace, mesh.rootNamespace]);
  return [...places].flatMap((where) => policiesIn(mesh, kind, where, labels));
}

/** One label that the selector asks for; empty: none, or one that is not known yet. */
function keyOf(selector: Labels): string {
  const [first] = selector;
  return first?.[1] === undefined ? "" : pair(first);
}

function pair([name, value]: readonly [string, string | undefined]): string {
  return `${name}=${value ?? ""}`;
}

/** What an AuthorizationPolicy does with what its rules match; `ALLOW` where nothing is written. */
export function actionOf(policy: MeshObject): string {
  return policy.spec.get("action").text ?? "ALLOW";
}

/** Whether a rule of an AuthorizationPolicy matches every request. */
export function matchesAll(rule: Field): boolean {
  return rule.isObject && ["from", "to", "when"].every((name) => rule.get(name).items().length === 0);
}

/** A list in a rule of an AuthorizationPolicy: `principals`, `notPaths`, or `values` for a key of `when`. */
export interface Match {
  field: Field;
  name: string;
  /** The key, of `values` and `notValues`: `source.namespace`. */
  key: string | undefined;
}

/** Every list with entries in the rules of an AuthorizationPolicy. */
export function* matchesOf(policy: MeshObject): Iterable<Match> {
  for (const rule of policy.spec.get("rules").items()) yield* matchesIn(rule);
}

/** Every list with entries in one rule of an AuthorizationPolicy. */
export function* matchesIn(rule: Field): Iterable<Match> {
  const sources = rule
    .get("from")
    .items()
    .map((from) => from.get("source"));
  const operations = rule
    .get("to")
    .items()
    .map((to) => to.get("operation"));
  for (const one of [...sources, ...operations]) {
    for (const [name, field] of one.entries()) if (field.items().length > 0) yield { field, name, key: undefined };
  }
  for (const condition of rule.get("when").items()) {
    const key = condition.get("key").text ?? "";
    for (const name of ["values", "notValues"]) {
      const field = condition.get(name);
      if (field.items().length > 0) yield { field, name, key };
    }
  }
}
