import type { Mesh } from "../mesh";
import { NotKnownYet } from "./field";
import type { MeshObject } from "./object";

/** What `read` gives; undefined where it meets a value, of another object, that is not known yet. */
export function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotKnownYet) return undefined;
    throw error;
  }
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
