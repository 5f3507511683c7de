import type { Field } from "./field";
import { knownGet } from "./known";
import { labelsOf } from "./labels";
import type { Mesh } from "../mesh";
import type { MeshObject } from "./object";
import type { Workload } from "./workloads";

/** One host of a Gateway's server: `[namespace/]name`. */
export interface ServerHost {
  field: Field;
  /** In lower case, without the namespace: `shop.example.com`, `*.example.com`, `*`. */
  name: string;
  /** The namespace whose VirtualServices may bind: `*` (all), `.` (the Gateway's own) or a name. */
  namespace: string;
}

/** The hosts of a Gateway's server (networking.istio.io). */
export function hostsOf(server: Field): ServerHost[] {
  return server
    .get("hosts")
    .items()
    .flatMap((field) => {
      if (field.text === undefined) return [];
      const slash = field.text.indexOf("/");
      const name = field.text.slice(slash + 1).toLowerCase();
      return { field, name, namespace: slash < 0 ? "*" : field.text.slice(0, slash) };
    });
}

/** The gateway pods that a Gateway's selector selects: of every namespace, unless PILOT_SCOPE_GATEWAY_TO_NAMESPACE is set. */
export function workloadsOf(gateway: MeshObject, mesh: Mesh): readonly Workload[] {
  const selector = labelsOf(knownGet(gateway.spec, "selector"));
  return selector.size === 0 ? [] : mesh.selected(selector);
}
