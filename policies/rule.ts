import type * as z from "zod";
import type { Finding } from "./finding";
import type { Mesh } from "./mesh";

/** One thing that the pack refuses. The Pulumi pack and the tests are thin shells over it. */
export interface Rule<Config = unknown> {
  /** Kebab-case, as its file and its section in docs/policies.md. */
  name: string;
  /** The istioctl (IST…) and Kiali (KIA…) findings that it makes impossible. */
  codes: readonly string[];
  /** One sentence: what must hold. */
  description: string;
  /** The level unless a person configures another, and why it is that. */
  enforcement: { level: "mandatory" | "advisory"; reason: string };
  /** What a person may configure: every key described and with a default. */
  config: z.ZodObject<Record<string, z.ZodType>> & z.ZodType<Config>;
  /**
   * Pure. Findings are yielded one by one, so that those before a value that Pulumi does not know yet (touching it
   * throws) are not lost.
   */
  check(mesh: Mesh, config: Config): Iterable<Finding>;
}

/** A rule's settings with the defaults filled in; throws an error that lists every problem by its key. */
export function configOf<Config>(rule: Rule<Config>, given: unknown): Config {
  const parsed = rule.config.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${keyOf(rule, path)}: ${message}`);
  const keys = Object.keys(rule.config.shape).join(", ");
  const error = new Error([`Configuration of rule ${rule.name} (keys: ${keys}):`, ...problems].join("\n"));
  // Pulumi prints the stack where there is one; where in the pack this was found helps nobody.
  error.stack = error.message;
  throw error;
}

function keyOf(rule: { name: string }, path: readonly PropertyKey[]): string {
  return rule.name + path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
}
