import type { Mesh } from "../mesh";
import { knownGet, knownItems, knownText } from "./known";
import type { Labels } from "./labels";
import { mayHoldAnything } from "./lookups";
import { slipOf } from "./slips";
import { bringsGateways, bringsUnlisted, operators, rootNamespaceOf, unlistedReleases } from "./unlisted";
import type { Workload } from "./workloads";

/** The workloads that are gateways, as far as their manifest shows it. */
export function gatewaysIn(mesh: Mesh): readonly Workload[] {
  return mesh.once("holdings: gateways", () => mesh.workloads.filter(isGateway));
}

function isGateway({ annotations, pod }: Workload): boolean {
  if (annotations.get("inject.istio.io/templates")?.includes("gateway")) return true;
  const containers = knownItems(knownGet(pod, "containers"));
  return containers.length === 1 && containers.every((one) => knownText(knownGet(one, "name")) === "istio-proxy");
}

/** Whether the stack sets up the mesh itself: it holds the control plane, or a gateway beside it. */
export function holdsPlatform(mesh: Mesh): boolean {
  return mesh.controlPlanes.length > 0 || gatewaysIn(mesh).some(({ namespace }) => namespace === mesh.rootNamespace);
}

/** Whether the stack is a whole mesh: what sets it up, and applications, and nothing that the pack cannot list. */
export function isWholeMesh(mesh: Mesh): boolean {
  return mesh.once("holdings: whole mesh", () => {
    const root = rootNamespaceOf(mesh);
    const gateways = new Set(gatewaysIn(mesh));
    const applications = mesh.workloads.some((one) => !gateways.has(one) && one.namespace !== root);
    const unlisted = mayHoldAnything(mesh) || operators(mesh).length + unlistedReleases(mesh).length > 0;
    return holdsPlatform(mesh) && applications && root !== undefined && !unlisted;
  });
}

/** Whether what that namespace runs is in the stack. */
export function holdsWorkloads(namespace: string, mesh: Mesh): boolean {
  if (!mesh.holds(namespace) || bringsUnlisted(mesh, namespace)) return false;
  return mesh.workloadsIn(namespace).length > 0 || isWholeMesh(mesh);
}

/** Whether the gateway that a selector is meant for would have to be in the stack. */
export function holdsGateways(selector: Labels, home: string, mesh: Mesh): boolean {
  if (bringsGateways(mesh)) return false;
  if (holdsPlatform(mesh)) return true;
  return gatewaysIn(mesh).some(
    ({ namespace, labels }) =>
      namespace === home || [...selector].every(([name, value]) => isSame(value, labels.get(name))),
  );
}

/** Whether a value is the label's, or a slip of it. */
function isSame(value: string | undefined, label: string | undefined): boolean {
  return value !== undefined && label !== undefined && (value === label || slipOf(value, [label]) !== undefined);
}
