import { parseAllDocuments } from "yaml";
import { isClusterWide } from "../model/object";

/** Objects that are judged together by both: where they come from, and their manifests. */
export interface Corpus {
  name: string;
  /** The rules that it is about; all, if it is a whole mesh. */
  about?: readonly string[];
  manifests: Manifest[];
}

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string } & Record<string, unknown>;
}

/** Whether objects of its kind live in a namespace. */
export const hasNamespace = ({ kind }: Manifest) => !isClusterWide(kind);

/**
 * The documents of a text that are objects, each with a name and, where its kind has one, a namespace: what the API server
 * would make of them.
 */
export function manifestsIn(text: string): Manifest[] {
  return parseAllDocuments(text, { logLevel: "silent" })
    .filter((document) => document.errors.length === 0)
    .flatMap((document) => flat(document.toJS()))
    .filter((one) => one.metadata.name !== "")
    .map((one) =>
      !hasNamespace(one) || one.metadata.namespace !== undefined
        ? one
        : { ...one, metadata: { ...one.metadata, namespace: "default" } },
    );
}

function flat(value: unknown): Manifest[] {
  if (typeof value !== "object" || value === null) return [];
  const { apiVersion, kind, metadata, items } = value as Partial<Manifest> & { items?: unknown };
  if (kind === "List" && Array.isArray(items)) return items.flatMap(flat);
  if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
  if (typeof (metadata as { name?: unknown } | null | undefined)?.name !== "string") return [];
  return [value as Manifest];
}
