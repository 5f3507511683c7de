import { format } from "prettier";
import { rules } from "../rules";
import { coveragePage } from "./coveragePage";
import { indexPage } from "./indexPage";
import { rulePage } from "./rulePage";

/** Every page of docs/policies, by its file name. */
export async function pages(): Promise<Map<string, string>> {
  const raw: [string, string][] = [
    ["README.md", indexPage(rules)],
    ["coverage.md", coveragePage(rules)],
    ...rules.map((rule): [string, string] => [`${rule.name}.md`, rulePage(rule)]),
  ];
  const formatted = raw.map(async ([file, text]): Promise<[string, string]> => [
    file,
    await format(text, { parser: "markdown", printWidth: 120 }),
  ]);
  return new Map(await Promise.all(formatted));
}
