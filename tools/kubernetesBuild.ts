/** What a node and its control plane run, whatever the version. */
export const nodeBinaries = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"];

/** Linker variables: without them the binaries call themselves "v0.0.0-master+$Format", which clients refuse. */
export function kubernetesVersion(version: string): Record<string, string> {
  const [major = "", minor = ""] = version.split(".");
  return {
    "k8s.io/component-base/version.gitVersion": `v${version}`,
    "k8s.io/component-base/version.gitMajor": major,
    "k8s.io/component-base/version.gitMinor": minor,
    "k8s.io/client-go/pkg/version.gitVersion": `v${version}`,
  };
}
