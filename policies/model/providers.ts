import type { Mesh } from "../mesh";
import type { ControlPlane } from "./controlPlanes";
import type { Field } from "./field";
import { istioChartOf } from "./istioCharts";
import { isWhollyKnown, knownGet, knownText, reach } from "./known";
import { mayHoldAnything } from "./lookups";
import { showsValues } from "./unlisted";

/** What every mesh has: pkg/config/mesh/mesh.go, DefaultMeshConfig; a control plane's own are added to them by name. */
const BUILT_IN = ["envoy", "prometheus", "stackdriver"];

/**
 * The names of the extension providers that control planes of the stack have; undefined where it holds none, or does not show
 * all of their configuration. Whether the Services that providers name exist is not asked: Releases make most of them.
 */
export function providersIn(mesh: Mesh): ReadonlySet<string> | undefined {
  return mesh.once("providers", () => {
    const each = mesh.controlPlanes.map(providersOf);
    if (each.length === 0 || each.includes(undefined) || mayHoldAnything(mesh)) return undefined;
    return new Set([...BUILT_IN, ...each.flatMap((names) => names ?? [])].sort());
  });
}

function providersOf({ form, object, values, meshConfig }: ControlPlane): string[] | undefined {
  const shown = form === "release" ? istioChartOf(object) === "istiod" : form === "sail" || form === "configmap";
  const list = knownGet(meshConfig, "extensionProviders");
  if (!shown || !showsValues(object.root) || mayHaveMore(object.root, values)) return undefined;
  if (meshConfig.unknown || !isWhollyKnown(list)) return undefined;
  const names = list.items().map((one) => knownGet(one, "name"));
  return names.every(isWhollyKnown) ? names.flatMap((name) => knownText(name) ?? []) : undefined;
}

/** The profile demo brings providers of its own, and istiod may read a second ConfigMap. */
function mayHaveMore(root: Field, values: Field): boolean {
  const profiles = [reach(values, "profile"), reach(root, "spec", "profile")];
  const shared = [reach(values, "env", SHARED), reach(values, "pilot", "env", SHARED)];
  return (
    profiles.some((field) => field.unknown || field.text === "demo") ||
    shared.some((field) => field.unknown || !field.missing)
  );
}

const SHARED = "SHARED_MESH_CONFIG";
