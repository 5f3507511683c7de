import * as k8s from "@pulumi/kubernetes";
import type { Target } from "../../config/target";

/** The one connection to the target cluster; every component gets it, so that none falls back to an ambient one. */
export function clusterProvider({ kubeconfig, context }: Target): k8s.Provider {
  // Where the provider was built from source (tools/), its version is older than the one that the SDK asks for.
  const version = process.env.ISTIO_MESH_PROVIDER_VERSION;
  return new k8s.Provider("cluster", { kubeconfig, context }, { version });
}
