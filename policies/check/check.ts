import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { isJudgement, judge } from "../judge";
import { Mesh } from "../mesh";
import type { GuardOptions } from "../options";
import { active, enforce } from "../options";
import type { Rule } from "../rule";
import type { Reading } from "./documents";
import { filesIn, readInto, textOf, Unreadable } from "./documents";
import type { Report } from "./report";
import { lineOf } from "./report";

/** What to judge, and how. */
export interface Request {
  files: readonly string[];
  /** Files with the inputs of Helm Releases, as helm.v3.Release takes them: chart, version, repositoryOpts, values. */
  releases: readonly string[];
  options: GuardOptions;
}

/** Judges all that the files declare together. */
export function check(rules: readonly Rule[], { files, releases, options }: Request): Report & { skipped: string[] } {
  const enforced = active(enforce(rules, options));
  const reading: Reading = { objects: [], sources: new Map(), skipped: [] };
  for (const file of filesIn(files)) readInto(reading, file, textOf(file));
  for (const file of filesIn(releases)) readInto(reading, file, textOf(file), releaseFrom);
  const mesh = new Mesh(reading.objects);
  const judgements = [...judge(reading.objects, mesh, enforced)].filter(isJudgement);
  return {
    judgements,
    lines: judgements.map((one) => lineOf(one, reading)),
    objects: reading.objects.length,
    rules: enforced.map(({ rule, level }) => ({ ...rule, level })),
    skipped: reading.skipped,
  };
}

function releaseFrom(inputs: object) {
  return { ...inputs, apiVersion: "helm.sh/v3", kind: "Release" };
}

/** The settings of a policy-config.json, the same as Pulumi's --policy-pack-config takes. */
export function readOptions(file: string): GuardOptions {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Unreadable(`${file}: ${(error as Error).message}`);
  }
  const value: unknown = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Unreadable(`${file}: not an object of rule names; write { "explicit-hosts": "advisory" }`);
  }
  return value as GuardOptions;
}
