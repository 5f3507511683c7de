import { settingsOfStackFile } from "../config/stackFile";
import { hasOwnBackend, stack } from "./environment";
import { kubectl } from "./kubectl";
import { exportState } from "./pulumi";
import { readState } from "./state";

/**
 * Refuses a namespace that the stack's file calls its own, but which exists and is not in the stack's state: the
 * provider would take it over, and `make down` would delete it with all that its owner keeps in it. Asked before the
 * first `up` only, and not after a killed one, whose own namespaces may be missing from the state.
 */
export function refuseForeignNamespaces(): void {
  const known = (hasOwnBackend() ? exportState() : readState())?.resources ?? [];
  if (known.some(({ custom, type }) => custom && type.startsWith("kubernetes:"))) return;
  const { mesh, namespaces } = settingsOfStackFile(stack);
  const owned = [
    ...(mesh.namespace.owned ? [{ key: "mesh.namespace", name: mesh.namespace.name }] : []),
    ...namespaces.flatMap(({ name, owned: ours }, i) => (ours ? [{ key: `namespaces[${i}]`, name }] : [])),
  ];
  const existing = kubectl("get", "namespace", "-o", "name").split("\n");
  const foreign = owned.filter(({ name }) => existing.includes(`namespace/${name}`));
  if (foreign.length === 0) return;
  throw new Error(
    foreign
      .map(({ key, name }) => `istio-mesh:${key}: namespace ${name} exists already, and this stack did not make it.`)
      .join("\n") +
      "\nSet owned: false there, and it joins without ever being deleted by this stack; or choose another name.",
  );
}
