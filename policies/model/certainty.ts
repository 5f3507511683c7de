import type { Mesh } from "../mesh";
import type { Field } from "./field";
import type { MeshObject } from "./object";

/** Whether no value on the way to that place, nor the one there, is unknown yet. Never throws. */
export function isKnownAt(root: Field, ...steps: string[]): boolean {
  let field = root;
  for (const step of steps) {
    if (field.unknown) return false;
    field = field.get(step);
  }
  return !field.unknown;
}

/** Whether the value, and each entry of a list, is known. */
export function isWhollyKnown(field: Field): boolean {
  return !field.unknown && field.items().every((item) => !item.unknown);
}

/** The namespace that references in the judged object start from; throws NotKnownYet where that is not known. */
export function knownHome(object: MeshObject): string {
  return object.root.at("metadata", "namespace").text || object.home;
}

/** Whether something in the stack may go to any namespace, or be anything: its namespace, or its chart, is not known yet. */
export function isVague(mesh: Mesh): boolean {
  return mesh.once("certainty: vague", () => mesh.objects.some((object) => !isPlaced(object)));
}

function isPlaced({ key, root }: MeshObject): boolean {
  if (key === "helm.sh/Release") return ["chart", "namespace"].every((step) => isKnownAt(root, step));
  return isKnownAt(root, "metadata", "namespace");
}
