import { count, type Finding, type Result } from "./finding";

const marks = { error: "✗", warning: "!" };

/** The line of a check, and beneath it its findings with their next steps. Plain text: it is kept in logs. */
export function render(name: string, result: Result): string {
  return [`${mark(result)} ${name.padEnd(18)}${result.summary}`, ...result.findings.flatMap(lines)].join("\n");
}

/** The closing line: "2 errors, 1 warning". */
export function total(findings: Finding[]): string {
  const of = (severity: Finding["severity"]) => findings.filter((finding) => finding.severity === severity).length;
  return `${count(of("error"), "error")}, ${count(of("warning"), "warning")}`;
}

function mark({ findings, skipped }: Result): string {
  if (skipped) return "-";
  if (findings.some(({ severity }) => severity === "error")) return marks.error;
  return findings.length > 0 ? marks.warning : "✓";
}

function lines({ severity, object, found, expected, causes = [], next }: Finding): string[] {
  return [
    `    ${marks[severity]} ${object}: ${found}; expected ${expected}`,
    ...causes.map((cause) => `      cause: ${cause}`),
    ...next.map((command) => `      next: ${command}`),
  ];
}
