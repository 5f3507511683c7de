import type { Mesh } from "../mesh";
import { ifKnown } from "./known";
import type { Workload } from "./workloads";

const INJECT = "sidecar.istio.io/inject";
const DATAPLANE_MODE = "istio.io/dataplane-mode";

/** Whether a workload is in the mesh for certain, by its pods' own word or by that of its Namespace in the stack. */
export function isInMesh({ object, template, namespace }: Workload, mesh: Mesh): boolean {
  if (object.derived || object.partial) return false;
  const joins = ifKnown(() => {
    if (!template.isObject || template.at("spec", "hostNetwork").flag === true) return false;
    const [labels, annotations] = ["labels", "annotations"].map((name) => template.at("metadata", name));
    const inject = [labels, annotations].map((all) => all?.get(INJECT)).find((one) => one && !one.missing);
    if (inject) return inject.scalar === "true";
    const mode = labels?.get(DATAPLANE_MODE);
    if (mode && !mode.missing) return mode.value === "ambient";
    return ["sidecar", "ambient"].includes(mesh.injection(namespace));
  });
  return joins ?? false;
}
