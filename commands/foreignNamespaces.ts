import type { MeshSettings } from "../config";
import { maistraSettings } from "../config/mesh/maistra";
import { sailSettings } from "../config/mesh/sail";
import { settingsOfStackFile } from "../config/stackFile";
import { hasOwnBackend, stack } from "./environment";
import { kubectl } from "./kubectl";
import { exportState } from "./pulumi";
import { readState } from "./state";

/**
 * Refuses a namespace that the stack's file calls its own, but which exists and is not in the stack's state: the
 * provider would take it over, and deleting it later, by `make down` or with the scenario that brought it, would delete
 * all that its owner keeps in it. Not asked after a killed `up`, whose own namespaces may be missing from the state.
 */
export function refuseForeignNamespaces(): void {
  const state = (hasOwnBackend() ? exportState() : readState())?.resources ?? [];
  const made = state
    .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
    .map(({ inputs }) => inputs?.metadata?.name);
  const { mesh, namespaces } = settingsOfStackFile(stack);
  const owned = [
    ...(mesh.namespace.owned ? [{ key: "mesh.namespace", name: mesh.namespace.name }] : []),
    ...besideControlPlane(mesh),
    ...namespaces.flatMap(({ name, owned: ours }, i) => (ours ? [{ key: `namespaces[${i}]`, name }] : [])),
  ].filter(({ name }) => !made.includes(name));
  // The cluster is asked only about what is new.
  if (owned.length === 0) return;
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

/** Namespaces of the stack's own that an operator or a gateway lives in. */
function besideControlPlane(mesh: MeshSettings): { key: string; name: string }[] {
  if (mesh.kind === "maistra") {
    return Object.entries(maistraSettings(mesh).operators).flatMap(([operator, { install, namespace }]) =>
      install && namespace.owned ? [{ key: `mesh.maistra.operators.${operator}.namespace`, name: namespace.name }] : [],
    );
  }
  if (mesh.kind !== "sail" || !mesh.namespace.owned) return [];
  const { cni, gateway } = sailSettings(mesh);
  return [
    ...(cni.install ? [{ key: "mesh.sail.cni.namespace", name: cni.namespace }] : []),
    { key: "mesh.sail.gateway.namespace", name: gateway.namespace },
  ];
}
