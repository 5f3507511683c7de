import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { binary } from "../tools/paths";
import { ca, pki } from "./pki";
import { containerdConfigFile, kubeletConfigFile, proxyConfigFile } from "./nodeConfig";
import type { Daemon } from "./daemon";
import { containerdSocket, inCluster, kubeconfig, network, nodeName, ports } from "./layout";

/** Whether something accepts connections there. */
const listens = (port: number) => (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: network.node, port, timeout: 2000 });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket
      .once("connect", () => answer(true))
      .once("error", () => answer(false))
      .once("timeout", () => answer(false));
  });

/** Whether a health page answers 200. */
const answers = (url: string) => async (): Promise<boolean> => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
};

/** Whether a command succeeds. */
export function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore", timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

const flags = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => `--${name}=${value}`);

/** What runs, in the order of starting: each needs those before it. */
export function processes(): Daemon[] {
  const etcdUrl = `https://${network.node}:${ports.etcd}`;
  const peerUrl = `https://${network.node}:${ports.etcdPeer}`;
  const address = { "bind-address": network.node };
  return [
    {
      name: "containerd",
      command: "containerd",
      args: ["--config", containerdConfigFile],
      healthy: () => succeeds("ctr", ["--address", containerdSocket, "version"]),
    },
    {
      name: "etcd",
      command: binary("etcd"),
      args: flags({
        name: nodeName,
        "data-dir": inCluster("etcd"),
        "listen-client-urls": etcdUrl,
        "advertise-client-urls": etcdUrl,
        "listen-peer-urls": peerUrl,
        "initial-advertise-peer-urls": peerUrl,
        "initial-cluster": `${nodeName}=${peerUrl}`,
        "cert-file": pki("etcd.crt"),
        "key-file": pki("etcd.key"),
        "trusted-ca-file": ca,
        "client-cert-auth": "true",
        "peer-cert-file": pki("etcd.crt"),
        "peer-key-file": pki("etcd.key"),
        "peer-trusted-ca-file": ca,
        "peer-client-cert-auth": "true",
        "log-level": "warn",
      }),
      healthy: listens(ports.etcd),
    },
    {
      name: "kube-apiserver",
      command: binary("kube-apiserver"),
      args: flags({
        ...address,
        "advertise-address": network.node,
        "secure-port": String(ports.apiserver),
        "service-cluster-ip-range": network.services,
        "etcd-servers": etcdUrl,
        "etcd-cafile": ca,
        "etcd-certfile": pki("etcd.crt"),
        "etcd-keyfile": pki("etcd.key"),
        "client-ca-file": ca,
        "tls-cert-file": pki("apiserver.crt"),
        "tls-private-key-file": pki("apiserver.key"),
        "kubelet-preferred-address-types": "InternalIP",
        "kubelet-client-certificate": pki("admin.crt"),
        "kubelet-client-key": pki("admin.key"),
        "service-account-key-file": pki("service-accounts.pub"),
        "service-account-signing-key-file": pki("service-accounts.key"),
        "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
        "authorization-mode": "Node,RBAC",
        "enable-admission-plugins": "NodeRestriction",
        profiling: "false",
      }),
      healthy: () => succeeds(binary("kubectl"), ["--kubeconfig", pki("admin.kubeconfig"), "get", "--raw=/readyz"]),
    },
    {
      name: "kube-controller-manager",
      command: binary("kube-controller-manager"),
      args: flags({
        ...address,
        "secure-port": String(ports.controllerManager),
        kubeconfig: pki("controller-manager.kubeconfig"),
        "service-account-private-key-file": pki("service-accounts.key"),
        "root-ca-file": ca,
        "cluster-signing-cert-file": ca,
        "cluster-signing-key-file": pki("ca.key"),
        "use-service-account-credentials": "true",
        "leader-elect": "false",
        profiling: "false",
      }),
      healthy: listens(ports.controllerManager),
    },
    {
      name: "kube-scheduler",
      command: binary("kube-scheduler"),
      args: flags({
        ...address,
        "secure-port": String(ports.scheduler),
        kubeconfig: pki("scheduler.kubeconfig"),
        "leader-elect": "false",
        profiling: "false",
      }),
      healthy: listens(ports.scheduler),
    },
    {
      name: "kubelet",
      command: binary("kubelet"),
      args: flags({
        config: kubeletConfigFile,
        kubeconfig: pki("kubelet.kubeconfig"),
        "hostname-override": nodeName,
        "node-ip": network.node,
        "root-dir": inCluster("kubelet"),
      }),
      healthy: answers(`http://${network.node}:${ports.kubeletHealth}/healthz`),
    },
    {
      name: "kube-proxy",
      command: binary("kube-proxy"),
      args: flags({ config: proxyConfigFile, "hostname-override": nodeName }),
      healthy: answers(`http://${network.node}:${ports.proxyHealth}/livez`),
    },
  ];
}

/** kubectl on the local cluster, as its administrator. */
export function kubectl(args: string[], input?: string): string {
  return execFileSync(binary("kubectl"), ["--kubeconfig", kubeconfig, ...args], {
    encoding: "utf8",
    input,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
}
