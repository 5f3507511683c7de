import type { Field } from "./field";
import type { MeshObject } from "./object";

/** The field that the names lead to; where something on the way is not known yet, that. It never throws. */
export function reach(field: Field, ...names: string[]): Field {
  let here = field;
  for (const name of names) {
    if (here.unknown) return here;
    here = here.get(name);
  }
  return here;
}

/** Whether it is known which chart a Release (helm.sh) installs, and where. */
export function isPlacedRelease({ root }: MeshObject): boolean {
  return !["chart", "namespace", "name"].some((name) => reach(root, name).unknown);
}
