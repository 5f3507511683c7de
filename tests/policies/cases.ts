import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { PulumiResource } from "../../policies/resource";

/** What a case says of one finding: the object as `Kind namespace/name`, the path in it, the value there. */
export interface Expected {
  object: string;
  path: string;
  found: string;
  /** A part of the rendered finding, where a case is about its wording. */
  says?: string;
}

/** One YAML file: a head that says what is expected, then the objects to judge. */
export interface Case {
  file: string;
  about: string;
  config: Record<string, unknown>;
  findings: Expected[];
  resources: PulumiResource[];
}

type Head = Pick<Case, "about"> & Partial<Pick<Case, "config" | "findings">>;
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata?: { name?: string };
}

/** The cases of a rule: the YAML files in the folder of its name. A manifest's kind is the one in Pulumi's type token. */
export function casesOf(rule: string): Case[] {
  const folder = join(__dirname, rule);
  return readdirSync(folder).map((file) => {
    const documents = parseAllDocuments(readFileSync(join(folder, file), "utf8"));
    const [head, ...manifests] = documents.map((document) => document.toJS() as unknown) as [Head, ...Manifest[]];
    return {
      file,
      about: head.about,
      config: head.config ?? {},
      findings: head.findings ?? [],
      resources: manifests.map((manifest) => ({
        type: `kubernetes:${manifest.apiVersion}:${manifest.kind}`,
        name: manifest.metadata?.name ?? "unnamed",
        props: manifest,
      })),
    };
  });
}
