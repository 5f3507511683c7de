import { docsOf } from "../../finding";
import type { Report } from "../report";

/** SARIF 2.1.0, as code scanning reads it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export function sarif({ lines, rules }: Report): string {
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "istio-guard",
            rules: rules.map((rule) => ({
              id: rule.name,
              shortDescription: { text: rule.description },
              fullDescription: { text: rule.why },
              help: { text: docsOf(rule) },
              defaultConfiguration: { level: rule.level === "mandatory" ? "error" : "warning" },
            })),
          },
        },
        results: lines.map((line) => ({
          ruleId: line.rule,
          level: line.level === "mandatory" ? "error" : "warning",
          message: { text: `${line.kind} ${line.namespace ?? ""}/${line.name}, ${line.path}: ${line.message}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: line.file === "-" ? "stdin" : encodeURI(line.file.replaceAll("\\", "/")) },
                region: { startLine: line.line },
              },
              logicalLocations: [
                { fullyQualifiedName: [line.kind, line.namespace ?? "", line.name, line.path].join("/") },
              ],
            },
          ],
          partialFingerprints: {
            "istio-guard/v1": [line.rule, line.kind, line.namespace ?? "", line.name, line.path].join("/"),
          },
          properties: { codes: line.codes },
          ...(line.silenced === undefined
            ? {}
            : { suppressions: [{ kind: "inSource", justification: line.silenced }] }),
        })),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}
