import type { Enforced } from "./judge";
import type { Preset } from "./presets";
import { levelUnder, presets } from "./presets";
import type { Level, Rule } from "./rule";
import { configOf } from "./rule";

export const levels = ["advisory", "mandatory", "remediate", "disabled"] as const satisfies readonly Level[];

/** A rule's level, or its level and settings together. */
export type RuleOptions = Level | ({ enforcementLevel?: Level } & Record<string, unknown>);

/** How a pack enforces its rules: a preset, a level for all, and a level or settings for single rules (by their names). */
export interface GuardOptions {
  /** Default `baseline`. */
  preset?: Preset;
  /** The level of every rule that has none of its own here. */
  all?: Level;
  [rule: string]: RuleOptions | Preset | undefined;
}

/** A rule with its level, which may be off, and its settings. */
export type RuleLevel = Omit<Enforced, "level"> & { level: Level };

/** Every rule with its level and settings; throws an error that lists every wrong name, level and setting. */
export function enforce(rules: readonly Rule[], options: GuardOptions = {}): RuleLevel[] {
  const { preset = "baseline", all, ...own } = options;
  const names = new Set(rules.map(({ name }) => name));
  const problems = [
    ...(presets.includes(preset) ? [] : [`preset: ${JSON.stringify(preset)} is none; allowed: ${presets.join(", ")}`]),
    ...levelProblem("all", all),
    ...Object.keys(own).flatMap((name) =>
      names.has(name) ? [] : [`${name}: there is no such rule${nearest(name, names)}`],
    ),
  ];
  const enforced = rules.map((rule) => {
    const given = own[rule.name];
    const { enforcementLevel, ...settings } =
      typeof given === "object" ? given : { enforcementLevel: given as Level | undefined };
    problems.push(...levelProblem(rule.name, enforcementLevel));
    let config: unknown;
    try {
      config = configOf(rule, settings);
    } catch (error) {
      problems.push((error as Error).message);
    }
    return { rule, level: enforcementLevel ?? all ?? levelUnder(preset, rule), config };
  });
  if (problems.length === 0) return enforced;
  const error = new Error(
    ["Options of istio-guard:", ...problems.map((one) => `  ${one.replace(/\n/g, "\n  ")}`)].join("\n"),
  );
  error.stack = error.message;
  throw error;
}

/** The rules that are not off. */
export function active(enforced: readonly RuleLevel[]): Enforced[] {
  return enforced.flatMap(({ rule, level, config }) => (level === "disabled" ? [] : { rule, level, config }));
}

function levelProblem(key: string, level: unknown): string[] {
  if (level === undefined || levels.includes(level as Level)) return [];
  return [`${key}: ${JSON.stringify(level)} is no enforcement level; allowed: ${levels.join(", ")}`];
}

/** The rules that were probably meant: those that share most words with the name. */
function nearest(name: string, names: ReadonlySet<string>): string {
  const words = new Set(name.split(/[-_ ]/));
  const shared = (one: string) => one.split("-").filter((word) => words.has(word)).length;
  const near = [...names].filter((one) => shared(one) > 0).sort((a, b) => shared(b) - shared(a));
  return near.length > 0 ? `; did you mean ${near.slice(0, 3).join(", ")}?` : "; docs/policies/README.md lists them";
}
