import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { toolFolder } from "../../tools/cache";
import { findTool } from "../../tools/catalog";

/** A file that comes with a tool (tools/profileCatalog.ts). */
export const toolFile = (tool: string, ...path: string[]): string => join(toolFolder(findTool(tool)), ...path);

/** An object as a manifest has it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> };
  [field: string]: unknown;
}

/** The objects of a YAML file; empty documents are left out. */
export const manifests = (file: string): Manifest[] =>
  parseAllDocuments(readFileSync(file, "utf8"))
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);
