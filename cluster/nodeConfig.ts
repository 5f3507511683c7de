import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cgroup } from "./cgroups";
import type { KubernetesRelease } from "./kubernetes";
import { ca, pki } from "./pki";
import { containerdSocket, inCluster, network, ports, runFolder } from "./layout";

export const containerdConfigFile = inCluster("config", "containerd.toml");
export const kubeletConfigFile = inCluster("config", "kubelet.json");
export const proxyConfigFile = inCluster("config", "kube-proxy.json");
/** Where the kubelet finds containerd. */
export const runtime = `unix://${containerdSocket}`;
/** What containers print. */
const podLogsDir = inCluster("logs", "pods");
/** What holds a pod's namespaces: our stand-in for registry.k8s.io/pause. */
export const pauseImage = "istio-mesh.local/pause:1";

/** restrict_oom_score_adj: without CAP_SYS_RESOURCE no sandbox could start. Ports below 1024 are open to any user, as in containerd 2. */
const containerdConfig = () => `version = 2
root = "${inCluster("containerd")}"
state = "${runFolder}/containerd"
oom_score = 0
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.tracing"]
[grpc]
  address = "${containerdSocket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  enable_unprivileged_ports = true
  disable_tcp_service = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${inCluster("config", "cni")}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`;

/** ptp: each pod has a link of its own to the node, so all traffic is routed and no bridge needs its packets filtered. */
const cniConfig = () => ({
  cniVersion: "1.0.0",
  name: "istio-mesh",
  plugins: [
    {
      type: "ptp",
      ipMasq: false,
      ipam: {
        type: "host-local",
        dataDir: inCluster("cni"),
        ranges: [[{ subnet: network.pods }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
  ],
});

/** Nothing is evicted and no image collected because the person's disk is full: the images cannot be pulled again. */
const kubeletConfig = ({ kubeletFileHasRuntime }: KubernetesRelease) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  address: network.node,
  port: ports.kubelet,
  healthzBindAddress: network.node,
  healthzPort: ports.kubeletHealth,
  authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: ca } },
  authorization: { mode: "Webhook" },
  tlsCertFile: pki("kubelet.crt"),
  tlsPrivateKeyFile: pki("kubelet.key"),
  cgroupDriver: "cgroupfs",
  cgroupRoot: cgroup,
  failSwapOn: false,
  clusterDNS: [network.dns],
  clusterDomain: "cluster.local",
  resolvConf: inCluster("config", "resolv.conf"),
  volumePluginDir: inCluster("kubelet-plugins"),
  evictionHard: {
    "memory.available": "100Mi",
    "nodefs.available": "0%",
    "imagefs.available": "0%",
    "nodefs.inodesFree": "0%",
  },
  imageGCHighThresholdPercent: 100,
  maxPods: 200,
  kubeAPIQPS: 100,
  kubeAPIBurst: 200,
  registryPullQPS: 0,
  shutdownGracePeriod: "0s",
  syncFrequency: "10s",
  ...(kubeletFileHasRuntime ? { failCgroupV1: false, containerRuntimeEndpoint: runtime, podLogsDir } : {}),
});

const proxyConfig = () => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  mode: "iptables",
  bindAddress: network.node,
  healthzBindAddress: `${network.node}:${ports.proxyHealth}`,
  metricsBindAddress: `${network.node}:${ports.proxyMetrics}`,
  clusterCIDR: network.pods,
  nodePortAddresses: [`${network.node}/32`],
  clientConnection: { kubeconfig: pki("proxy.kubeconfig") },
  // The kernel's own limits stay as they are.
  conntrack: { maxPerCore: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  iptables: { minSyncPeriod: "0.1s" },
});

/** Writes the configuration files of the node's processes. */
export function writeNodeConfig(release: KubernetesRelease): void {
  mkdirSync(inCluster("config", "cni"), { recursive: true });
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  write(containerdConfigFile, containerdConfig());
  write(inCluster("config", "cni", "10-istio-mesh.conflist"), json(cniConfig()));
  write(kubeletConfigFile, json(kubeletConfig(release)));
  write(proxyConfigFile, json(proxyConfig()));
  // Pods ask CoreDNS, and CoreDNS asks nobody: the local cluster has no names outside itself.
  write(inCluster("config", "resolv.conf"), "");
}

/** Only what changed: kube-proxy ends when its file is written, even with the same content. */
function write(file: string, content: string): void {
  if (!existsSync(file) || readFileSync(file, "utf8") !== content) writeFileSync(file, content);
}
