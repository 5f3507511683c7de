import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "./field";
import { NotKnownYet } from "./field";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import type { MeshObject } from "./object";

/** The namespace that references in the judged object start from: throws NotKnownYet while it is not known. */
export function placeOf(object: MeshObject): string {
  return object.metadata.get("namespace").text || object.home;
}

/** What `read` gives; undefined where it meets a value that is not known yet. For objects other than the judged one. */
export function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotKnownYet) return undefined;
    throw error;
  }
}

/** The objects of that name, patches too, by an index. */
export function named(mesh: Mesh, group: string, kind: string, namespace: string, name: string): readonly MeshObject[] {
  const key = `${group}/${kind}`;
  const index = mesh.once(`known names of ${key}`, () =>
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
    `names not known yet of ${group}/${kind}`,
    () => new Set(mesh.ofKind(group, kind).flatMap((object) => (isPlaced(object) ? [] : knownName(object)))),
  );
  return mesh.holds(namespace) && !vague.has(name) && !vague.has(undefined) ? "missing" : "elsewhere";
}

/** Whether the object's name and namespace are known. */
export function isPlaced({ root, metadata }: MeshObject): boolean {
  return !root.unknown && !metadata.unknown && !metadata.get("namespace").unknown && !metadata.get("name").unknown;
}

function knownName({ name, root, metadata }: MeshObject): string | undefined {
  return root.unknown || metadata.unknown || metadata.get("name").unknown ? undefined : name;
}

/** The labels in that metadata; undefined while they are not known. */
export function knownLabels(metadata: Field): Labels | undefined {
  if (metadata.unknown) return undefined;
  const labels = metadata.get("labels");
  return labels.unknown ? undefined : labelsOf(labels);
}

/** The labels of a Namespace with those of its patches; undefined where the stack has no whole one, or some are not known. */
export function namespaceLabels(mesh: Mesh, name: string): Labels | undefined {
  const index = mesh.once("known namespaces", () => groupBy(mesh.ofKind("core", "Namespace"), (one) => one.name));
  const all = index.get(name) ?? [];
  const labels = all.map((one) => (one.root.unknown ? undefined : knownLabels(one.metadata)));
  if (all.every((one) => one.partial) || labels.includes(undefined)) return undefined;
  return new Map(labels.flatMap((one) => [...(one ?? [])]));
}
