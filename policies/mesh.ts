import type { Field } from "./field";

/** A Kubernetes object as rules see it, wherever it was declared. */
export interface MeshObject {
  group: string;
  version: string;
  kind: string;
  /** Undefined: the namespace is left to the provider, or not known yet. */
  namespace: string | undefined;
  name: string;
  /** A patch of an object: what it does not mention keeps the value that it has in the cluster. */
  partial: boolean;
  spec: Field;
}

/** The objects of a stack that rules ask. A kind is its group and its name: one rule judges every version of it. */
export class Mesh {
  readonly #byKind = new Map<string, MeshObject[]>();

  constructor(objects: Iterable<MeshObject>) {
    for (const object of objects) {
      const key = `${object.group}/${object.kind}`;
      const known = this.#byKind.get(key);
      if (known) known.push(object);
      else this.#byKind.set(key, [object]);
    }
  }

  ofKind(group: string, kind: string): readonly MeshObject[] {
    return this.#byKind.get(`${group}/${kind}`) ?? [];
  }
}
