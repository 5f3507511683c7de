import type { Mesh } from "../mesh";
import { isKnownAt, isVague, isWhollyKnown } from "./certainty";
import { normalized } from "./names";
import { knownGet, knownItems, knownText } from "./object";

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
  return !known || isVague(mesh) || names.has(host);
}
