import { codesOf, docsOf, titleOf } from "../../finding";
import type { Judgement } from "../../judge";
import { groupBy } from "../../mesh";
import type { Line, Report } from "../report";

/** For people: the findings of an object under its title, then a summary in one line. */
export function text({ lines, judgements, objects, rules }: Report): string {
  const numbered = judgements.map((judgement, index) => ({ judgement, line: lines[index] as Line }));
  const groups = groupBy(numbered, ({ judgement }) => judgement.finding.object);
  const blocks = [...groups].map(([object, found]) =>
    [titleOf(object), ...found.flatMap(({ judgement, line }) => block(judgement, line))].join("\n"),
  );
  const count = (level: string) => lines.filter((line) => line.level === level && line.silenced === undefined).length;
  const silenced = lines.filter((line) => line.silenced !== undefined).length;
  const sum = `${objects} objects judged by ${rules.length} rules: ${count("mandatory")} mandatory, ${count("advisory")} advisory`;
  return [...blocks, `${sum}${silenced > 0 ? `, ${silenced} silenced` : ""}`].join("\n\n");
}

function block({ rule, finding }: Judgement, { level, file, line, silenced }: Line): string[] {
  const codes = codesOf(rule, finding);
  return [
    `  ${level} ${rule.name}${codes.length > 0 ? ` (${codes.join(", ")})` : ""}`,
    `    at       ${finding.path === "" ? "" : `${finding.path}, `}${file}:${line}`,
    `    found    ${finding.found}, ${finding.problem}`,
    `    allowed  ${finding.allowed}`,
    `    fix      ${finding.fix}`,
    ...(silenced === undefined ? [] : [`    silenced ${silenced}`]),
    `    see      ${docsOf(rule)}`,
  ];
}
