import * as z from "zod";
import { docsOf, render } from "../finding";
import { isJudgement, judge } from "../judge";
import { Mesh } from "../mesh";
import type { Rule } from "../rule";
import { configOf } from "../rule";
import { readInto } from "../check/documents";
import type { Reading } from "../check/documents";
import { ISTIOCTL, KIALI } from "./codes";
import { example } from "./examples";

/** The page of one rule. */
export function rulePage(rule: Rule): string {
  const bad = example(rule.name, "bad");
  const settings = settingsOf(rule);
  return [
    `# ${rule.name}`,
    "",
    rule.description,
    "",
    `- **Level** ${rule.enforcement.level}. ${rule.enforcement.reason}`,
    `- **Judges** ${kindsOf(rule)}, ${rule.scope === "object" ? "each alone, before it is created" : "together with the rest of the stack"}.`,
    ...(rule.codes.length > 0 ? [`- **Covers** ${rule.codes.map(named).join(", ")}.`] : []),
    ...(rule.offInTests ? ["- **Off** under the preset `off-in-tests`."] : []),
    ...(rule.mend ? ["- **Mends** at level `remediate`."] : []),
    "",
    "## Why",
    "",
    rule.why,
    "",
    "## Bad",
    "",
    fenced("yaml", bad),
    "",
    fenced("", firstFinding(rule, bad)),
    "",
    "## Good",
    "",
    fenced("yaml", example(rule.name, "good")),
    "",
    "## Settings",
    "",
    ...(settings.length > 0 ? settings : ["None beside the level."]),
    "",
    `[All rules](README.md)`,
    "",
  ].join("\n");
}

/** `IST0101 ReferencedResourceNotFound` */
function named(code: string): string {
  const [, name = ""] = [...ISTIOCTL, ...KIALI].find(([one]) => one === code) ?? [];
  return `${code} ${name}`;
}

function kindsOf({ kinds }: Rule): string {
  return kinds.includes("*") ? "every object" : kinds.map((kind) => kind.split("/")[1]).join(", ");
}

function settingsOf(rule: Rule): string[] {
  const defaults = configOf(rule, {}) as Record<string, unknown>;
  return Object.entries(rule.config.shape).map(([key, setting]) => {
    const { type, enum: values, items } = z.toJSONSchema(setting, { io: "input" });
    const item = typeof items === "object" && "type" in items ? ` of ${String(items.type)}s` : "";
    const kind = values
      ? values.map((one) => `\`${JSON.stringify(one)}\``).join(" or ")
      : `${String(type ?? "value")}${item}`;
    return `- \`${key}\` (${kind}, default \`${JSON.stringify(defaults[key])}\`): ${setting.description ?? ""}`;
  });
}

/** What a person reads who runs into the bad example. */
function firstFinding(rule: Rule, text: string): string {
  const reading: Reading = { objects: [], sources: new Map(), skipped: [] };
  readInto(reading, docsOf(rule), text);
  const enforced = { rule, level: rule.enforcement.level, config: configOf(rule, {}) };
  const [first] = [...judge(reading.objects, new Mesh(reading.objects), [enforced])].filter(isJudgement);
  if (!first) throw new Error(`${rule.name}: its bad.yaml has no finding`);
  return render(rule, first.finding);
}

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
