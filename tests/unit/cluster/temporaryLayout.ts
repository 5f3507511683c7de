import { join } from "node:path";
import * as layout from "../../../cluster/layout";

/** The cluster's layout with every folder below `folder`: nothing of a running cluster is seen or touched. */
export function temporaryLayout(folder: string): Omit<typeof layout, "runFolder"> & { runFolder: string } {
  const localFolder = join(folder, "checkout", ".local");
  const clusterFolder = join(localFolder, "cluster");
  const runFolder = join(folder, "run");
  return {
    ...layout,
    localFolder,
    kubeconfig: join(localFolder, "kubeconfig"),
    stackOverlay: join(localFolder, "stack.yaml"),
    clusterFolder,
    inCluster: (...path) => join(clusterFolder, ...path),
    runFolder,
    containerdSocket: join(runFolder, "containerd.sock"),
  };
}
