import { Field, NotKnownYet } from "./field";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import type { MeshObject } from "./object";

/** What `read` gives; undefined where it meets a value that is not known yet. For objects other than the judged one. */
export function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotKnownYet) return undefined;
    throw error;
  }
}

/** The field of that name, which is missing where the object around it is not known yet. */
export function knownGet(field: Field, name: string): Field {
  return field.unknown ? new Field(undefined, field, name) : field.get(name);
}

/** The string there, if it is one and known. */
export function knownText(field: Field): string | undefined {
  return field.unknown ? undefined : field.text;
}

/** The entries of a list that is known. */
export function knownItems(field: Field): Field[] {
  return field.unknown ? [] : field.items();
}

/** The labels in that metadata; undefined while they are not known. */
export function knownLabels(metadata: Field): Labels | undefined {
  if (metadata.unknown) return undefined;
  const labels = metadata.get("labels");
  return labels.unknown ? undefined : labelsOf(labels);
}

/** The field that the names lead to; where something on the way is not known yet, that. Never throws. */
export function reach(field: Field, ...names: string[]): Field {
  let here = field;
  for (const name of names) {
    if (here.unknown) return here;
    here = here.get(name);
  }
  return here;
}

/** Whether no value on the way to that place, nor the one there, is unknown yet. Never throws. */
export function isKnownAt(root: Field, ...names: string[]): boolean {
  return !reach(root, ...names).unknown;
}

/** Whether the value, and each entry of a list, is known. */
export function isWhollyKnown(field: Field): boolean {
  return !field.unknown && field.items().every((item) => !item.unknown);
}

/** Whether the object's namespace and name are known; of the namespace alone, `placed` of the object says so. */
export function isNamed({ root }: MeshObject): boolean {
  return isKnownAt(root, "metadata", "namespace") && isKnownAt(root, "metadata", "name");
}

/** Whether it is known which chart a Release (helm.sh) installs, where, and by which name. */
export function isNamedRelease({ root }: MeshObject): boolean {
  return ["chart", "namespace", "name"].every((name) => isKnownAt(root, name));
}

/** The namespace that references in the judged object start from: throws NotKnownYet while it is not known. */
export function homeOf(object: MeshObject): string {
  return object.root.at("metadata", "namespace").text || object.home;
}

/** As homeOf, but of an object of which nothing is known it asks for the namespace, where homeOf asks for the whole. */
export function placeOf(object: MeshObject): string {
  return object.metadata.get("namespace").text || object.home;
}
