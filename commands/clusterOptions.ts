import type { ChosenCluster } from "./ownCluster";

/** The options by which kubectl and istioctl work on a cluster. */
export const clusterOptions = (chosen: ChosenCluster | undefined): string[] => [
  ...(chosen ? ["--kubeconfig", chosen.file] : []),
  ...(chosen?.context ? ["--context", chosen.context] : []),
];
