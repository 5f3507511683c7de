import * as k8s from "@pulumi/kubernetes";
import type { Target } from "../../config/target";

/** The one connection to the target cluster; every component gets it, so that none falls back to an ambient one. */
export function clusterProvider({ kubeconfig, context }: Target): k8s.Provider {
  return new k8s.Provider("cluster", { kubeconfig, context });
}
