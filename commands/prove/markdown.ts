import type { Cells, Proof } from "./report";
import { cells, closing, header } from "./report";

/** The report as a table of GitHub's Markdown, for the summary of a CI run. */
export function markdown(proofs: readonly Proof[]): string {
  const table = [header, rule, ...proofs.flatMap(cells).map(escapedCells)];
  return [...table.map(line), "", closing(proofs), ""].join("\n");
}

/** Seconds stand to the right. */
const rule: Cells = ["---", "---", "---", "---", "---:"];

const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;

/** A pipe would end the cell, the others would be read as markup. */
const escapedCells = (row: Cells): string[] => row.map((text) => text.replace(/[\\|`*_<>[\]~&]/g, "\\$&"));
