import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Finding } from "../../policies/finding";
import type { Judgement } from "../../policies/judge";
import { isJudgement, judge } from "../../policies/judge";
import { Mesh } from "../../policies/mesh";
import type { MeshObject } from "../../policies/model/object";
import type { PulumiResource } from "../../policies/pulumi/resource";
import { objectsOf } from "../../policies/pulumi/resource";
import type { Rule } from "../../policies/rule";
import { configOf } from "../../policies/rule";

/** What a case says of one finding: the object as `Kind namespace/name`, the path in it, the value there. */
export interface Expected {
  object: string;
  path: string;
  found: string;
  /** A part of the rendered finding, where a case is about its wording. */
  says?: string;
  /** The codes that the finding is, where it is not all of its rule's. */
  codes?: string[];
}

/** One YAML file: a head that says what is expected, then the objects to judge. */
export interface Case {
  file: string;
  about: string;
  config: Record<string, unknown>;
  findings: Expected[];
  /** At level `remediate`: the objects afterwards, in their order; undefined where the case is not about that. */
  mended?: unknown[];
  resources: PulumiResource[];
  /** The objects as they stand in the file. */
  text: string;
}

type Head = Pick<Case, "about"> & Partial<Pick<Case, "config" | "findings" | "mended">>;
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata?: { name?: string } | null;
}

export const CASES = join(__dirname, "cases");

/** The cases of a rule: the YAML files in the folder of its name. */
export function casesOf(rule: string): Case[] {
  const folder = join(CASES, rule);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      const documents = parseAllDocuments(text);
      const [head, ...manifests] = documents.map((document) => document.toJS() as unknown) as [Head, ...Manifest[]];
      return {
        file,
        about: head.about,
        config: head.config ?? {},
        findings: head.findings ?? [],
        ...(head.mended ? { mended: head.mended } : {}),
        resources: manifests.map(resourceOf),
        text: text.slice(text.indexOf("\n---\n") + 5),
      };
    });
}

/** A manifest as a Pulumi resource: its API version and kind are those of the type token, where the core group has a name. */
export function resourceOf(manifest: Manifest): PulumiResource {
  const version = manifest.apiVersion.includes("/") ? manifest.apiVersion : `core/${manifest.apiVersion}`;
  const type = `kubernetes:${version}:${manifest.kind}`;
  const name = manifest.metadata?.name ?? "unnamed";
  return { type, name, urn: `urn:pulumi:s::p::${type}::${name}`, props: manifest };
}

/** What one rule finds in objects that are declared together. */
export function findingsOf(
  rule: Rule,
  objects: readonly MeshObject[],
  config: Record<string, unknown> = {},
): Finding[] {
  return judgementsOf([rule], objects, { [rule.name]: config }).map(({ finding }) => finding);
}

/** What rules say of objects that are declared together, each rule at its own level. */
export function judgementsOf(
  rules: readonly Rule[],
  objects: readonly MeshObject[],
  config: Record<string, Record<string, unknown>> = {},
): Judgement[] {
  const enforced = rules.map((rule) => ({
    rule,
    level: rule.enforcement.level,
    config: configOf(rule, config[rule.name] ?? {}),
  }));
  return [...judge(objects, new Mesh(objects), enforced)].filter(isJudgement);
}

/** `Gateway shop/edge spec.servers[0].hosts[0] "*"` */
export const summary = ({ object, path, found }: Finding) =>
  `${object.kind} ${object.namespace ?? "none"}/${object.name} ${path} ${found}`;

export const objectsIn = (one: Case) => one.resources.flatMap(objectsOf);
