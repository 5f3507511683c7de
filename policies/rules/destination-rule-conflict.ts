import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { comparable, Groups, isComparable, othersIn, scopesOf, selectorKey } from "../model/conflicts";
import type { Field } from "../model/field";
import { fullHost } from "../model/hosts";
import { ifKnown } from "../model/known";
import { readLabels } from "../model/labels";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `Istio puts the DestinationRules of one namespace for one host together: the subsets of all, but of a subset that several define only
the first, and of several \`trafficPolicy\` only the first
([Split large virtual services and destination rules](https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services)).
First means oldest. What the others say, TLS and circuit breakers too, is dropped, and no status says so.

Refused are rules of a namespace for the same host, with the same \`exportTo\` and \`workloadSelector\`, that both define a subset, or both have
a \`trafficPolicy\` beside their subsets. Kiali reports the first as
[KIA0201](https://kiali.io/docs/features/validations/), and as well what Istio does not mix up: rules of different namespaces (a client takes that
of its own), a rule with subsets beside one with a policy alone, a wildcard beside a narrower host.`;

/** Of two rules for one host and subset, Istio drops one. */
export const destinationRuleConflict: Rule<Record<string, never>> = {
  name: "destination-rule-conflict",
  codes: ["KIA0201"],
  description: "A subset of a host, and the traffic policy of a host, is in one DestinationRule of a namespace.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Istio drops what all but the oldest say of it, the TLS mode too, without a word in a status.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule, mesh) {
    if (!isComparable(rule)) return;
    const index = mesh.once("destination-rule-conflict", () => indexOf(mesh));
    const place = placeOf(rule, mesh);
    if (place !== undefined) {
      yield* checkPolicy(rule, index, place);
      yield* checkSubsets(rule, index, place);
    }
  },
};

/** Istio puts together only rules of the same place. */
function placeOf(rule: MeshObject, mesh: Mesh): string | undefined {
  const host = rule.spec.get("host").text;
  if (!host) return undefined;
  const clients = selectorKey(readLabels(rule.spec.at("workloadSelector", "matchLabels")));
  return `${rule.home} ${fullHost(host, rule.home)} to ${scopesOf(rule, mesh).join()} for ${clients}`;
}

function indexOf(mesh: Mesh): Groups {
  const index = new Groups();
  for (const rule of comparable(mesh, "networking.istio.io", "DestinationRule")) ifKnown(() => add(rule, index, mesh));
  return index;
}

function add(rule: MeshObject, index: Groups, mesh: Mesh): void {
  const place = placeOf(rule, mesh);
  if (place === undefined) return;
  const subsets = subsetsOf(rule);
  if (hasPolicy(rule)) index.add(`${place} policy`, rule);
  if (hasPolicy(rule) && subsets.length === 0) index.add(`${place} policy alone`, rule);
  for (const { name } of subsets) index.add(`${place} subset ${name}`, rule);
}

function* checkPolicy(rule: MeshObject, index: Groups, place: string): Iterable<Finding> {
  const others = hasPolicy(rule) ? othersIn([index.of(`${place} policy`)], rule) : undefined;
  if (!others) return;
  // Kiali compares subsets; a rule without any stands for all of them.
  const counted = subsetsOf(rule).length === 0 || othersIn([index.of(`${place} policy alone`)], rule);
  yield found(rule, rule.spec.get("trafficPolicy"), {
    problem: `one of several for this host: ${others} has one too, and Istio takes the oldest alone`,
    allowed: "one spec.trafficPolicy for a host in a namespace",
    fix: "merge the rules, or leave trafficPolicy to one of them",
    codes: counted ? ["KIA0201"] : [],
  });
}

function* checkSubsets(rule: MeshObject, index: Groups, place: string): Iterable<Finding> {
  for (const { field, name } of subsetsOf(rule)) {
    const others = othersIn([index.of(`${place} subset ${name}`)], rule);
    if (!others) continue;
    yield found(rule, field, {
      problem: `a subset that ${others} defines too for this host, and Istio takes the oldest alone`,
      allowed: "one definition of a subset of a host in a namespace",
      fix: "keep the subset in one of the rules, or give it another name",
    });
  }
}

function hasPolicy(rule: MeshObject): boolean {
  return rule.spec.get("trafficPolicy").entries().length > 0;
}

function subsetsOf({ spec }: MeshObject): { field: Field; name: string }[] {
  const names = spec
    .get("subsets")
    .items()
    .map((subset) => subset.get("name"));
  return names.flatMap((field) => (field.text ? [{ field, name: field.text }] : []));
}
