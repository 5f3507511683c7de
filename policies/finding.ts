import type { Field } from "./model/field";
import type { MeshObject } from "./model/object";
import { isClusterWide, joinApiVersion } from "./model/object";
import type { Rule } from "./rule";

/** One thing that a rule refuses. */
export interface Finding {
  object: MeshObject;
  /** Where: `spec.servers[0].hosts[1]`. */
  path: string;
  /** The value there, as a person reads it: `"*"`, `nothing`, `an object`. */
  found: string;
  /** What is wrong with it, as the end of the sentence "found … , …". */
  problem: string;
  allowed: string;
  /** How to mend it. */
  fix: string;
  /** The istioctl and Kiali codes that this finding is; all of its rule's, unless it says which. */
  codes?: readonly string[];
}

/** What a rule says of a value beside what stands there. */
export type Why = Pick<Finding, "problem" | "allowed" | "fix" | "codes">;

/** A finding about the value at `field`. */
export function found(object: MeshObject, field: Field, why: Why): Finding {
  return { object, path: field.path, found: field.show(), ...why };
}

/** The page of the rules' reference about this rule. */
export function docsOf(rule: Pick<Rule, "name">): string {
  return `docs/policies/${rule.name}.md`;
}

/** The codes that a finding of this rule is. */
export function codesOf(rule: Pick<Rule, "codes">, finding: Pick<Finding, "codes">): readonly string[] {
  return finding.codes ?? rule.codes;
}

/** The finding as a person reads it, in the console or in a log. */
export function render(rule: Pick<Rule, "name" | "codes">, finding: Finding, silenced?: string): string {
  const { object } = finding;
  const codes = codesOf(rule, finding);
  return [
    titleOf(object),
    `  at       ${finding.path}`,
    `  found    ${finding.found}, ${finding.problem}`,
    `  allowed  ${finding.allowed}`,
    `  fix      ${finding.fix}`,
    ...(silenced === undefined ? [] : [`  silenced ${silenced}`]),
    `  rule     ${rule.name}${codes.length > 0 ? ` (${codes.join(", ")})` : ""}, see ${docsOf(rule)}`,
  ].join("\n");
}

/** `Gateway "edge", namespace "shop", networking.istio.io/v1` */
export function titleOf(object: MeshObject): string {
  const { kind, namespace, name } = object;
  const where = isClusterWide(kind)
    ? []
    : [namespace === undefined ? "no namespace stated" : `namespace "${namespace}"`];
  return [`${kind} "${name}"`, ...where, joinApiVersion(object)].join(", ");
}
