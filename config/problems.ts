import type { z } from "zod";

/** One thing wrong with the settings. */
export interface Problem {
  /** Where, from the top: ["mesh", "version"], ["namespaces", 1, "name"]. */
  path: readonly PropertyKey[];
  /** What may stand there. */
  allowed: string;
  /** What was found; undefined: nothing. */
  found?: unknown;
  /** What to do about it, where "put something allowed there" does not say enough. */
  todo?: string;
}

/** Thrown when settings are wrong; the message lists every problem, one line each. */
export class ConfigError extends Error {
  /** @param of whose settings they are, and what their keys begin with. */
  constructor(problems: readonly Problem[], of = { what: "configuration of this stack is", prefix: "istio-mesh:" }) {
    super([`The ${of.what} not valid:`, ...problems.map((problem) => `  ${line(problem, of.prefix)}`)].join("\n"));
    this.name = "ConfigError";
  }
}

/** The problem as a person reads it: key, what was found, what is allowed, what to do. */
export function line({ path, found, allowed, todo }: Problem, prefix = "istio-mesh:"): string {
  const what = found === undefined ? "nothing" : shortened(JSON.stringify(found));
  return `${prefix}${key(path)}: found ${what}; allowed: ${allowed}${todo ? `; ${todo}` : ""}`;
}

/** Turns what zod found into problems: unknown keys one by one, everything else by its place in the input. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], input: unknown): Problem[] {
  const seen = new Set<string>();
  return issues.flatMap(meant).flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((unknown) => unknownKey([...issue.path, unknown], issue.message, input));
    }
    if (issue.code === "invalid_key") {
      return [{ path: issue.path, found: issue.path.at(-1), allowed: issue.issues[0]?.message ?? issue.message }];
    }
    // One line per key and message: a key that breaks two limits at once is told its limits once.
    const place = `${key(issue.path)} ${issue.message}`;
    if (seen.has(place)) {
      return [];
    }
    seen.add(place);
    const problem = { path: issue.path, found: at(input, issue.path), allowed: issue.message };
    const { found = problem.found, todo } = (issue.code === "custom" ? issue.params : undefined) ?? {};
    return [{ ...problem, found: found as unknown, todo: todo as string | undefined }];
  });
}

/** Where a value has several forms, of which only one could be meant: what is wrong within that one. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const within = issue.errors.filter((errors) =>
    errors.some(({ code, path }) => path.length > 0 || code === "unrecognized_keys"),
  );
  return within.length === 1
    ? within[0]!.flatMap((inner) => meant({ ...inner, path: [...issue.path, ...inner.path] }))
    : [issue];
}

/** Keys of former versions, and where what they said is said now. */
const moved: Readonly<Record<string, string>> = {
  "mesh.maistra.addons": "the addons that it names as groups of addons, such as addons.jaeger: {},",
  "mesh.legacyIstio.addons": "the addons that it names as groups of addons, such as addons.jaeger: {},",
};

function unknownKey(path: PropertyKey[], known: string, input: unknown): Problem {
  const near = nearest(String(path.at(-1)), known.split(", "));
  const home = moved[key(path)];
  const todo = home
    ? `this key moved: set ${home} in its place`
    : near
      ? `this key does not exist: did you mean ${near}?`
      : "this key does not exist: remove it";
  return { path, found: at(input, path), allowed: `the keys ${known}`, todo };
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** A place in the settings as a person reads it: namespaces[1].name. */
export function key(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part, index) => text + (typeof part === "number" ? `[${part}]` : `${index ? "." : ""}${String(part)}`),
    "",
  );
}

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], input);
}

/** The known word that differs least, if a slip of the finger could explain it. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, best.name.length / 3) ? best.name : undefined;
}

/** Levenshtein distance. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [i, letter] of [...from].entries()) {
    row = [...to].reduce<number[]>(
      (next, other, j) => [...next, Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1))],
      [i + 1],
    );
  }
  return row[to.length]!;
}
