import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The rules' cases, which are also the examples of their pages. */
const CASES = join(__dirname, "../../tests/policies/cases");

/** The objects of a rule's case, as they stand in its file behind the head that says what is expected. */
export function example(rule: string, file: "bad" | "good"): string {
  const text = readFileSync(join(CASES, rule, `${file}.yaml`), "utf8");
  return text.slice(text.indexOf("\n---\n") + 5).trim();
}
