import { binary, toolBinary } from "../tools/paths";
import { flags, type Daemon } from "./daemon";
import { listens, succeeds } from "./health";
import type { KubernetesRelease } from "./kubernetes";
import { inCluster, network, nodeName, ports } from "./layout";
import { ca, pki } from "./pki";

/** The control plane, in the order of starting: each process needs those before it. */
export function controlPlane(release: KubernetesRelease, apiserverFlags: Record<string, string>): Daemon[] {
  const etcdUrl = `https://${network.node}:${ports.etcd}`;
  const peerUrl = `https://${network.node}:${ports.etcdPeer}`;
  const address = { "bind-address": network.node };
  return [
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
      command: toolBinary(release.tool, "kube-apiserver"),
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
        ...apiserverFlags,
      }),
      healthy: () => succeeds(binary("kubectl"), ["--kubeconfig", pki("admin.kubeconfig"), "get", "--raw=/readyz"]),
    },
    {
      name: "kube-controller-manager",
      command: toolBinary(release.tool, "kube-controller-manager"),
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
        ...release.controllerFlags,
        profiling: "false",
      }),
      healthy: listens(ports.controllerManager),
    },
    {
      name: "kube-scheduler",
      command: toolBinary(release.tool, "kube-scheduler"),
      args: flags({
        ...address,
        "secure-port": String(ports.scheduler),
        kubeconfig: pki("scheduler.kubeconfig"),
        "leader-elect": "false",
        ...release.controllerFlags,
        profiling: "false",
      }),
      healthy: listens(ports.scheduler),
    },
  ];
}
