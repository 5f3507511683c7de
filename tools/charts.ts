import { join } from "node:path";
import { moduleFolder } from "./module";

/** The folder of Istio's charts in the pinned Go module: base, istio-control/istio-discovery, gateway, istio-cni. */
export function chartsFolder(): string {
  return join(moduleFolder("istio.io/istio"), "manifests", "charts");
}
