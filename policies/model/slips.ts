import { meant } from "./spelling";

/** The name of which this is probably a slip; not where names may differ so by intent: `team-1` and `team-2`, `shop-a` and `shop-b`. */
export function slipOf(written: string, names: readonly string[]): string | undefined {
  const name = meant(written, names);
  if (name === undefined || written.replace(/\d/g, "") === name.replace(/\d/g, "")) return undefined;
  const [words, others] = [written.split("-"), name.split("-")];
  const short = words.some((word, at) => word !== others[at] && Math.max(word.length, others[at]?.length ?? 0) < 4);
  return short && words.length === others.length ? undefined : name;
}
