import { legacyIstioSettings } from "../../config/mesh/legacyIstio";
import { kubernetesProblem } from "../../config/mesh/legacyVersions";
import type { Check } from "./problem";

/** The charts of Istio 1.1 to 1.5 use APIs that later versions of Kubernetes do not serve. */
export const kubernetesVersion: Check = ({ settings: { mesh }, cluster }) => {
  if (mesh.kind !== "legacyIstio") return [];
  const { version } = legacyIstioSettings(mesh);
  const kubernetes = cluster.kubernetes();
  const problem = kubernetesProblem(version, kubernetes);
  return problem ? [{ object: `Kubernetes ${kubernetes}`, ...problem }] : [];
};
