import type { Mesh } from "../mesh";
import { isKnownAt, isWhollyKnown, knownGet, knownItems, knownText } from "./known";
import { mayHoldAnything } from "./lookups";
import { normalized } from "./names";

/** Whether an object of that kind is for that very host, or may be once all hosts are known. */
export function mayBeFor(host: string, kind: "VirtualService" | "ServiceEntry", mesh: Mesh): boolean {
  const { names, known } = mesh.once(`routedHosts: of ${kind}`, () => {
    const objects = mesh.ofKind("networking.istio.io", kind);
    const lists = objects.map(({ spec }) => knownGet(spec, "hosts"));
    return {
      names: new Set(lists.flatMap(knownItems).map((item) => normalized(knownText(item) ?? ""))),
      known: objects.every(({ root }) => isKnownAt(root, "spec", "hosts")) && lists.every(isWhollyKnown),
    };
  });
  return !known || mayHoldAnything(mesh) || names.has(host);
}
