import { groupBy } from "../mesh";
import type { Rule } from "../rule";
import type { Code } from "./codes";
import { ISTIOCTL, KIALI, NOT_BEFORE_DEPLOYMENT } from "./codes";

/** Which rule covers which finding of istioctl and Kiali, or why none can. */
export function coveragePage(rules: readonly Rule[]): string {
  const byCode = groupBy(
    rules.flatMap((rule) => rule.codes.map((code) => ({ code, rule }))),
    (one) => one.code,
  );
  const row = ([code, name, severity]: Code) => {
    const covering = byCode.get(code)?.map(({ rule }) => `[${rule.name}](${rule.name}.md)`);
    return `| ${code} | ${name} | ${severity} | ${covering?.join(", ") ?? NOT_BEFORE_DEPLOYMENT[code] ?? "Not covered."} |`;
  };
  const table = (codes: readonly Code[]) => [
    "| Code | Finding | Severity there | Rule, or why there is none |",
    "| --- | --- | --- | --- |",
    ...codes.map(row),
  ];
  const covered = (codes: readonly Code[]) => `${codes.filter(([code]) => byCode.has(code)).length} of ${codes.length}`;
  return [
    "# What istioctl and Kiali find, and who finds it before deployment",
    "",
    `Rules cover ${covered(ISTIOCTL)} findings of \`istioctl analyze\` and ${covered(KIALI)} of Kiali. \`make policy-parity\` compares the pack with`,
    "istioctl, object by object. What the rules find beyond these tables carries no code.",
    "",
    "## istioctl analyze",
    "",
    ...table(ISTIOCTL),
    "",
    "## Kiali",
    "",
    ...table(KIALI),
    "",
  ].join("\n");
}
