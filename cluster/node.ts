import { toolBinary } from "../tools/paths";
import { flags, type Daemon } from "./daemon";
import { answers, succeeds } from "./health";
import type { KubernetesRelease } from "./kubernetes";
import { containerdSocket, inCluster, network, nodeName, ports } from "./layout";
import { containerdConfigFile, kubeletConfigFile, proxyConfigFile, runtime } from "./nodeConfig";
import { pki } from "./pki";

/** What runs containers; needs nothing before it. */
export const containerd = (): Daemon => ({
  name: "containerd",
  command: "containerd",
  args: ["--config", containerdConfigFile],
  healthy: () => succeeds("ctr", ["--address", containerdSocket, "version"]),
});

/** What an old kubelet is told by flags. It looks only this often whether a pod's end, or the node's readiness, is to be told. */
const oldKubelet = {
  "sync-frequency": "1s",
  "node-status-update-frequency": "2s",
  "container-runtime": "remote",
  "container-runtime-endpoint": runtime,
  // Any pod may set it since Kubernetes 1.22, and our apps do.
  "allowed-unsafe-sysctls": "net.ipv4.ip_unprivileged_port_start",
};

/** What makes the machine a node: needs containerd and the control plane. */
export const nodeAgents = ({ tool, kubeletFileHasRuntime, proxyHealthPath }: KubernetesRelease): Daemon[] => [
  {
    name: "kubelet",
    command: toolBinary(tool, "kubelet"),
    args: flags({
      config: kubeletConfigFile,
      kubeconfig: pki("kubelet.kubeconfig"),
      "hostname-override": nodeName,
      "node-ip": network.node,
      "root-dir": inCluster("kubelet"),
      ...(kubeletFileHasRuntime ? {} : oldKubelet),
    }),
    healthy: answers(`http://${network.node}:${ports.kubeletHealth}/healthz`),
  },
  {
    name: "kube-proxy",
    command: toolBinary(tool, "kube-proxy"),
    args: flags({ config: proxyConfigFile, "hostname-override": nodeName }),
    healthy: answers(`http://${network.node}:${ports.proxyHealth}${proxyHealthPath}`),
  },
];
