import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { ifKnown, isKnownAt, isNamed, knownLabels } from "./known";
import type { Labels } from "./labels";
import type { MeshObject } from "./object";

/** The objects of that name, patches too, by an index. */
export function named(mesh: Mesh, group: string, kind: string, namespace: string, name: string): readonly MeshObject[] {
  const key = `${group}/${kind}`;
  const index = mesh.once(`lookups: names of ${key}`, () =>
    groupBy(mesh.ofKind(group, kind), (object) => `${object.home}/${object.name}`),
  );
  return index.get(`${namespace}/${name}`) ?? [];
}

/** The object of that name, not a patch of it. */
export function wholeNamed(
  mesh: Mesh,
  group: string,
  kind: string,
  namespace: string,
  name: string,
): MeshObject | undefined {
  return named(mesh, group, kind, namespace, name).find((object) => !object.partial);
}

/** Whether the object of that name is in the stack; elsewhere: it may be outside, or one whose name is not known yet. */
export function whereabouts(
  mesh: Mesh,
  { group, kind, namespace, name }: { group: string; kind: string; namespace: string; name: string },
): "present" | "missing" | "elsewhere" {
  if (named(mesh, group, kind, namespace, name).length > 0) return "present";
  const vague = mesh.once(
    `lookups: names not known yet of ${group}/${kind}`,
    () => new Set(mesh.ofKind(group, kind).flatMap((object) => (isNamed(object) ? [] : knownName(object)))),
  );
  return mesh.holds(namespace) && !vague.has(name) && !vague.has(undefined) ? "missing" : "elsewhere";
}

function knownName({ name, root }: MeshObject): string | undefined {
  return isKnownAt(root, "metadata", "name") ? name : undefined;
}

/** The labels of a Namespace with those of its patches; undefined where the stack has no whole one, or some are not known. */
export function namespaceLabels(mesh: Mesh, name: string): Labels | undefined {
  const index = mesh.once("lookups: namespaces", () => groupBy(mesh.ofKind("core", "Namespace"), (one) => one.name));
  const all = index.get(name) ?? [];
  const labels = all.map((one) => (one.root.unknown ? undefined : knownLabels(one.metadata)));
  if (all.every((one) => one.partial) || labels.includes(undefined)) return undefined;
  return new Map(labels.flatMap((one) => [...(one ?? [])]));
}

/** Whether what is not found in that namespace is missing, as Mesh.holds; not while some Release may go there. */
export function isHeld(namespace: string, mesh: Mesh): boolean {
  const placed = mesh.once("lookups: every Release has a place", () =>
    mesh.ofKind("helm.sh", "Release").every(({ root }) => isKnownAt(root, "namespace")),
  );
  return placed && mesh.holds(namespace);
}

/** Whether something in the stack may go to any namespace, or be anything: its namespace, or its chart, is not known yet. */
export function mayHoldAnything(mesh: Mesh): boolean {
  return mesh.once("lookups: anything", () =>
    mesh.objects.some(({ key, placed, root }) => !placed || (key === "helm.sh/Release" && !isKnownAt(root, "chart"))),
  );
}

const SELECTOR = [["spec", "selector", "matchLabels"]];

/** Where the objects of a kind say what they are for, and who sees them. */
const SAYS: Partial<Record<string, readonly string[][]>> = {
  "networking.istio.io/DestinationRule": [
    ["spec", "host"],
    ["spec", "exportTo"],
  ],
  "networking.istio.io/ServiceEntry": [
    ["spec", "hosts"],
    ["spec", "exportTo"],
  ],
  "security.istio.io/PeerAuthentication": SELECTOR,
  "security.istio.io/AuthorizationPolicy": SELECTOR,
  "core/Service": [
    ["metadata", "name"],
    ["spec", "selector"],
  ],
  "core/Namespace": [
    ["metadata", "name"],
    ["metadata", "labels"],
  ],
};

/** Whether of some object of these kinds nobody knows yet where it is or what it is for: what is not found may be there. */
export function isVague(mesh: Mesh, ...kinds: string[]): boolean {
  const vague = mesh.once(
    "lookups: vague",
    () => new Set(mesh.objects.filter((object) => !isSettled(object)).map((object) => object.key)),
  );
  return kinds.some((kind) => vague.has(kind));
}

function isSettled(object: MeshObject): boolean {
  const settled = ifKnown(() =>
    (SAYS[object.key] ?? []).every((steps) => {
      const field = object.root.at(...steps);
      return [...field.items(), ...field.entries().map(([, value]) => value)].every((value) => !value.unknown);
    }),
  );
  return object.placed && (settled ?? false);
}
