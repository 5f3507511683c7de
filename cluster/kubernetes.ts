/** A release of Kubernetes that the local cluster runs, and what differs in starting it. */
export interface KubernetesRelease {
  version: string;
  /** The tool (tools/catalog.ts) that has its programs. */
  tool: string;
  /** What controller manager and scheduler are told beyond their common flags. */
  controllerFlags: Record<string, string>;
  /**
   * Whether the kubelet's file has fields for the runtime's socket, the folder of pods' logs and control groups of version 1.
   * Else the socket is a flag, the folder is fixed (podLogs.ts), and those control groups are taken as they are.
   */
  kubeletFileHasRuntime: boolean;
  /** Where kube-proxy says that it lives. */
  proxyHealthPath: string;
}

/** What Istio of today runs on. */
export const current: KubernetesRelease = {
  version: "1.35.4",
  tool: "kubernetes",
  controllerFlags: {},
  kubeletFileHasRuntime: true,
  proxyHealthPath: "/livez",
};

/**
 * The last minor release that serves v1beta1 of CustomResourceDefinitions and webhooks, which Istio's old charts and the Maistra
 * operator make. Sources: k8s.io/kubernetes@v1.21.14, cmd/kubelet/app/options, pkg/kubelet/kuberuntime/kuberuntime_manager.go,
 * pkg/proxy/healthcheck/proxier_health.go.
 */
export const ofOldIstio: KubernetesRelease = {
  version: "1.21.14",
  tool: "kubernetes-1.21",
  // Their second, plain ports: they would listen on every address.
  controllerFlags: { port: "0" },
  kubeletFileHasRuntime: false,
  proxyHealthPath: "/healthz",
};
