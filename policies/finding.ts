import type { Field } from "./field";
import type { MeshObject } from "./mesh";
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
}

/** A finding about the value at `field`. */
export function found(object: MeshObject, field: Field, why: Pick<Finding, "problem" | "allowed" | "fix">): Finding {
  return { object, path: field.path, found: field.show(), ...why };
}

/** The section of the rules' reference about this rule. */
export function docsOf(rule: Pick<Rule, "name">): string {
  return `docs/policies.md#${rule.name}`;
}

/** The finding as a person reads it, in the console or in a log. */
export function render(rule: Pick<Rule, "name" | "codes">, finding: Finding): string {
  const { group, version, kind, namespace, name } = finding.object;
  const where = namespace === undefined ? "no namespace stated" : `namespace "${namespace}"`;
  const codes = rule.codes.length > 0 ? ` (${rule.codes.join(", ")})` : "";
  return [
    `${kind} "${name}", ${where}, ${group}/${version}`,
    `  at       ${finding.path}`,
    `  found    ${finding.found}, ${finding.problem}`,
    `  allowed  ${finding.allowed}`,
    `  fix      ${finding.fix}`,
    `  rule     ${rule.name}${codes}, see ${docsOf(rule)}`,
  ].join("\n");
}
