import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, stack } from "./environment";

/** One resource in a stack's state, as far as it is read here. */
export interface StateResource {
  type: string;
  urn: string;
  /** False for components, which exist in the state only. */
  custom?: boolean;
  inputs?: {
    name?: string;
    namespace?: string;
    metadata?: { name?: string; namespace?: string };
    upsertExistingObjects?: unknown;
  };
  outputs?: { upsertExistingObjects?: unknown };
}

/** One entry of the state's pending_operations: what a run had begun and nobody knows the end of. */
export interface PendingOperation {
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
  resource: StateResource;
}

export interface State {
  resources?: StateResource[];
  pending_operations?: PendingOperation[];
}

/** The folder in which Pulumi keeps a kind of files of this project, when the state is in a folder of ours. */
export function backendFolder(kind: "stacks" | "locks"): string | undefined {
  const backend = environment().PULUMI_BACKEND_URL;
  const project = kind === "stacks" ? "istio-mesh" : join("organization", "istio-mesh");
  return backend && join(backend.replace("file://", ""), ".pulumi", kind, project);
}

/** The stack's state, read without the CLI (half a second); undefined with another backend or before the first run. */
export function readState(): State | undefined {
  const folder = backendFolder("stacks");
  const file = folder && join(folder, `${stack}.json`);
  if (!file || !existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest?: State } }).checkpoint.latest ?? {};
}
