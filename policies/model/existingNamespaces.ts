import * as z from "zod";
import type { Mesh } from "../mesh";
import { gatewaysIn, holdsPlatform } from "./holdings";
import { isKnownAt } from "./known";
import { mayHoldAnything } from "./lookups";
import { isSystem } from "./namespaces";
import { anyOf } from "./references";
import { slipOf } from "./slips";
import { rootNamespaceOf } from "./unlisted";

/** A setting of the rules that ask for namespaces: those that others make. */
export const namespacesElsewhere = z
  .array(z.string())
  .default([])
  .describe('Namespaces that exist although nothing in the stack is in them, by their names: "monitoring".');

/** What the pages of those rules say on what the stack can know. */
export const NAMESPACES_JUDGED = `A stack does not know the namespaces of others, and naming those is common: an application's stack speaks of the
namespace of the ingress gateway. So a name is judged only where the stack holds a Namespace, all of them by name, and nothing of the stack
is in a namespace so called; and then only where the stack sets up the mesh (it holds the control plane, or a gateway and several
Namespaces), or where the name differs by a slip from a namespace of the stack. Those of Kubernetes and the mesh's root namespace exist
always; list others in \`namespacesElsewhere\`.`;

/** Why a namespace, or a pattern with `*` at one end, is none: what it was probably meant to be, and what there is. */
export interface Missing {
  meant: string | undefined;
  existing: string;
}

/** Undefined: it exists, or nobody can say. */
export function missingNamespace(pattern: string, listed: readonly string[], mesh: Mesh): Missing | undefined {
  const { names, sorted, existing, sure, complete } = namespacesIn(mesh);
  if (!sure || pattern === "" || isSystem(pattern) || pattern === "default") return undefined;
  const starred = pattern.startsWith("*") || pattern.endsWith("*");
  const exists = starred ? [...names, ...listed].some((one) => matches(pattern, one)) : names.has(pattern);
  if (exists || listed.includes(pattern)) return undefined;
  const slip = starred
    ? undefined
    : mesh.once(`existingNamespaces: meant by namespace ${pattern}`, () => slipOf(pattern, sorted));
  return slip === undefined && !complete ? undefined : { meant: slip, existing };
}

/** As Istio matches names: `*` at the front or at the end stands for anything, elsewhere for itself. */
export function matches(pattern: string, name: string): boolean {
  if (pattern === "*") return true;
  if (pattern.startsWith("*")) return name.endsWith(pattern.slice(1));
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** The namespaces that the stack makes, or puts something into. */
function namespacesIn(mesh: Mesh) {
  return mesh.once("existingNamespaces: names", () => {
    const namespaces = mesh.ofKind("core", "Namespace");
    const named = namespaces.every(({ root }) => isKnownAt(root, "metadata", "name"));
    const homes = mesh.objects.flatMap(({ namespace }) => namespace ?? []);
    const charts = mesh.releases.map(({ namespace }) => namespace);
    const planes = mesh.controlPlanes.map(({ namespace }) => namespace);
    const root = rootNamespaceOf(mesh);
    const names = new Set([
      ...namespaces.map(({ name }) => name),
      ...homes,
      ...charts,
      ...planes,
      ...(root ? [root] : []),
    ]);
    const made = namespaces.filter(({ partial }) => !partial).length;
    const sure = named && !mayHoldAnything(mesh) && root !== undefined && made > 0;
    const complete = holdsPlatform(mesh) || (made > 1 && gatewaysIn(mesh).length > 0);
    const sorted = [...names].sort();
    return { names, sorted, existing: anyOf(sorted), sure, complete };
  });
}
