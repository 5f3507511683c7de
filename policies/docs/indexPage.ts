import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../rule";

/** The reference's first page: what a person wrote about the pack, with the table of all rules in its place. */
export function indexPage(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => {
    const { name, description, enforcement, scope, offInTests } = rule;
    const marks = [offInTests ? "off in tests" : "", "mend" in rule ? "mends" : ""]
      .filter((one) => one !== "")
      .join(", ");
    return `| [${name}](${name}.md) | ${description} | ${enforcement.level} | ${scope} | ${marks} |`;
  });
  const table = ["| Rule | What must hold | Level | Judges | |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
  return readFileSync(join(__dirname, "index.md"), "utf8")
    .replace("{{rules}}", () => table)
    .replaceAll("{{count}}", String(rules.length));
}
