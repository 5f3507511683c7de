import { groupBy } from "../../mesh";
import type { Line, Report } from "../report";

/** JUnit XML: a test case for every rule that ran, which fails if it has mandatory findings; advice is its output. */
export function junit({ lines, rules }: Report): string {
  const byRule = groupBy(lines, (line) => line.rule);
  const cases = rules.map(({ name }) => {
    const own = byRule.get(name) ?? [];
    const failures = own.filter((line) => line.level === "mandatory");
    const advice = own.filter((line) => line.level === "advisory");
    const inside = [
      ...(failures.length > 0
        ? [
            `<failure message="${escaped(`${failures.length} mandatory`)}">${escaped(failures.map(said).join("\n"))}</failure>`,
          ]
        : []),
      ...(advice.length > 0 ? [`<system-out>${escaped(advice.map(said).join("\n"))}</system-out>`] : []),
    ];
    const head = `    <testcase classname="istio-guard" name="${escaped(name)}"`;
    return inside.length === 0 ? `${head}/>` : `${head}>${inside.join("")}</testcase>`;
  });
  const failed = rules.filter(({ name }) => byRule.get(name)?.some((line) => line.level === "mandatory")).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${rules.length}" failures="${failed}">`,
    `  <testsuite name="istio-guard" tests="${rules.length}" failures="${failed}">`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}

const said = (line: Line) =>
  `${line.file}:${line.line} ${line.kind} ${line.namespace ?? ""}/${line.name} ${line.path}: ${line.message}` +
  (line.silenced === undefined ? "" : ` (silenced: ${line.silenced})`);

const NAMES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Characters that XML does not have at all are left out. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\0-\x08\x0B\x0C\x0E-\x1F]/g, "").replace(/[&<>"]/g, (one) => NAMES[one] ?? one);
}
