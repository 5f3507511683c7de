import type { Finding } from "./finding";
import type { Mesh } from "./mesh";
import { NotKnownYet } from "./model/field";
import type { MeshObject } from "./model/object";
import type { Level, Rule } from "./rule";

/** A rule as a run enforces it: with its level and its settings. */
export interface Enforced {
  rule: Rule;
  level: Exclude<Level, "disabled">;
  config: unknown;
}

/** What a run says of an object. */
export interface Judgement {
  rule: Rule;
  /** Of a silenced finding always advisory. */
  level: "mandatory" | "advisory";
  finding: Finding;
  /** The reason that the object's annotation gives for letting this pass. */
  silenced?: string;
}

/** A rule that had to stop at a value that is not known before the update. */
export interface Unjudged {
  rule: Rule;
  object: MeshObject;
  path: string;
}

/** `istio-guard.ignore/<rule>: <reason>` on an object makes the rule's findings on it advisory. */
export const IGNORE = "istio-guard.ignore/";

/**
 * A rule's findings on one object, in the order of their paths: the CLI hands fields over in an order of its own. Behind them the
 * value that is not known yet, if the rule met one.
 */
function ask({ rule, config }: Enforced, object: MeshObject, mesh: Mesh): (Finding | NotKnownYet)[] {
  const findings: Finding[] = [];
  const later: NotKnownYet[] = [];
  try {
    for (const finding of rule.check(object, mesh, config)) findings.push(finding);
  } catch (error) {
    if (!(error instanceof NotKnownYet)) throw error;
    later.push(error);
  }
  return [...(findings.length > 1 ? inOrder(findings) : findings), ...later];
}

function inOrder(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map((finding) => ({
    finding,
    key: finding.path.replace(/\d+/g, (digits) => digits.padStart(6, "0")),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ finding }) => finding);
}

/**
 * Judges the objects, each by every rule for its kind. Findings come object by object, in the order in which the objects were
 * declared, and within an object rule by rule.
 */
export function* judge(
  objects: Iterable<MeshObject>,
  mesh: Mesh,
  enforced: readonly Enforced[],
): Iterable<Judgement | Unjudged> {
  for (const object of objects) {
    if (object.derived) continue;
    for (const one of rulesFor(object.key, enforced)) {
      for (const finding of ask(one, object, mesh)) {
        if (finding instanceof NotKnownYet) yield { rule: one.rule, object, path: finding.path };
        else yield judgement(one, finding);
      }
    }
  }
}

/** The rules for a kind; found once for each list of rules, since the CLI asks about one object at a time. */
function rulesFor(key: string, enforced: readonly Enforced[]): readonly Enforced[] {
  let byKind = RULES.get(enforced);
  if (!byKind) RULES.set(enforced, (byKind = new Map<string, Enforced[]>()));
  let rules = byKind.get(key);
  if (!rules) {
    rules = enforced.filter(({ rule }) => rule.kinds.includes(key) || rule.kinds.includes("*"));
    byKind.set(key, rules);
  }
  return rules;
}

const RULES = new WeakMap<readonly Enforced[], Map<string, Enforced[]>>();

function judgement({ rule, level }: Enforced, finding: Finding): Judgement {
  const silenced = finding.object.annotations.get(IGNORE + rule.name)?.trim();
  if (silenced) return { rule, level: "advisory", finding, silenced };
  return { rule, level: level === "advisory" ? "advisory" : "mandatory", finding };
}

export function isJudgement(one: Judgement | Unjudged): one is Judgement {
  return "finding" in one;
}
