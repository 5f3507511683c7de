import type * as z from "zod";
import type { Finding } from "./finding";
import type { Mesh } from "./mesh";
import type { MeshObject } from "./model/object";

/** What happens where a finding is: it is reported, it stops the update, or the rule mends the object where it can. */
export type Level = "advisory" | "mandatory" | "remediate" | "disabled";

/** One thing that the pack refuses. The Pulumi pack, the command and the tests are thin shells over it. */
export interface Rule<Config = unknown> {
  /** Kebab-case, as its file and its page in docs/policies. */
  name: string;
  /** The istioctl (IST…) and Kiali (KIA…) findings that it makes impossible. A finding may name those of them that it is. */
  codes: readonly string[];
  /** One sentence: what must hold. */
  description: string;
  /** Why that matters, for its page: what breaks, with the source. Markdown. */
  why: string;
  /** The level unless a person configures another, and why it is that. */
  enforcement: { level: "mandatory" | "advisory"; reason: string };
  /** Whether the preset `off-in-tests` turns it off: what it asks for is for production only. */
  offInTests?: true;
  /**
   * object: it needs the object alone, and judges it before it is created, whatever the run's options.
   * stack: it compares objects, and judges when the whole stack is known: at the end of a preview and of an update.
   */
  scope: "object" | "stack";
  /** The kinds whose objects it judges, as `group/Kind` (group `core` for Pods, Services …); `*` for every object. */
  kinds: readonly string[];
  /** What a person may configure: every key described and with a default. */
  config: z.ZodObject<Record<string, z.ZodType>> & z.ZodType<Config>;
  /**
   * Judges one object. Pure: the same objects give the same findings. Findings are yielded one by one, so that those before a
   * value that is not known yet (reading it throws NotKnownYet) are not lost. `mesh` is empty for scope `object`.
   */
  check(object: MeshObject, mesh: Mesh, config: Config): Iterable<Finding>;
  /** At level `remediate`: what to write into the object so that `check` finds nothing; no changes where nothing safe mends it. */
  mend?(object: MeshObject, config: Config): Iterable<Change>;
}

/** One value to write at a place of the object: `["metadata", "labels", "istio-injection"]`, "enabled". */
export interface Change {
  path: readonly (string | number)[];
  value: unknown;
}

/** A rule's settings with the defaults filled in; throws an error that lists every problem by its key. */
export function configOf<Config>(rule: Rule<Config>, given: unknown): Config {
  const parsed = rule.config.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${keyOf(rule, path)}: ${message}`);
  const keys = Object.keys(rule.config.shape).join(", ") || "none";
  const error = new Error([`Configuration of rule ${rule.name} (keys: ${keys}):`, ...problems].join("\n"));
  // Pulumi prints the stack where there is one; where in the pack this was found helps nobody.
  error.stack = error.message;
  throw error;
}

function keyOf(rule: { name: string }, path: readonly PropertyKey[]): string {
  return rule.name + path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
}
