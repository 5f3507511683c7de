import { join } from "node:path";

/** Everything that the local cluster keeps, in the checkout: one ignored folder, removed by `make cluster-down`. */
export const localFolder = join(__dirname, "..", ".local");
export const kubeconfig = join(localFolder, "kubeconfig");
/** What the stand-ins need of a stack's settings; the program merges it beneath the stack's own (config/target.ts). */
export const stackOverlay = join(localFolder, "stack.yaml");
/** What the policy pack lets pass on it, beneath the stack's own exceptions (commands/policyOptions.ts); mostly nothing. */
export const policyExceptions = join(localFolder, "policy-config.json");
export const clusterFolder = join(localFolder, "cluster");
export const inCluster = (...path: string[]): string => join(clusterFolder, ...path);

/**
 * Sockets and the mark of who owns the machine's one local cluster. Not in the checkout: a socket's path may have
 * 107 characters at most, and every checkout must look in the same place.
 */
export const runFolder = join("/run", "istio-mesh");
export const lockName = "lock.json";
export const containerdSocket = join(runFolder, "containerd.sock");

/**
 * Addresses of the local cluster; ranges that few networks use. The node's address is added to the loopback
 * interface: no other machine learns of it, though one that sets a route to it here would reach it.
 */
export const network = {
  node: "10.68.0.1",
  pods: "10.66.0.0/24",
  /** Of pods that only seem to run (legacy/simulatedNode.ts): no packet for them leaves the machine. */
  simulatedPods: "10.66.1.0/24",
  services: "10.67.0.0/16",
  /** The first address of the service range: Service kubernetes.default. */
  apiService: "10.67.0.1",
  dns: "10.67.0.10",
};

/** Where the processes listen: all on the node's address, so that only a listener on every address is in the way. */
export const ports = {
  etcd: 2379,
  etcdPeer: 2380,
  apiserver: 6443,
  kubelet: 10250,
  kubeletHealth: 10248,
  proxyHealth: 10256,
  proxyMetrics: 10249,
  controllerManager: 10257,
  scheduler: 10259,
  kwok: 10247,
};

/** The ingress gateway's port for HTTP on the node's address (NodePort). */
export const ingressPort = 30080;

export const nodeName = "local";
