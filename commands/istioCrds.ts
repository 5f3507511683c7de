import { kubectl } from "./kubectl";

/** The names of Istio's custom resource definitions on the cluster, of the chart that this program installs. */
export function istioCrds(): string[] {
  return kubectl("get", "crd", "-l", "chart=istio", "-o", "name").split("\n").filter(Boolean);
}
