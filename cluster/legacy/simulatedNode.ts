import { execFileSync } from "node:child_process";
import { toolBinary } from "../../tools/paths";
import { flags, type Daemon } from "../daemon";
import { answers } from "../health";
import { inCluster, network, ports } from "../layout";
import { pki } from "../pki";
import { kubectl } from "../processes";

/** The mark of the simulated node: its label, and its taint that keeps real pods away. */
export const simulated = "istio-mesh.local/simulated";

/** kwok manages nodes that bear this, and no other: it would report real pods as running that do not. */
const managed = { "kwok.x-k8s.io/node": "fake" };

/** A node that is only an entry in the API server: kwok reports whatever is scheduled there as running. */
export const simulatedNode = (): object => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name: "simulated",
    annotations: managed,
    labels: {
      [simulated]: "true",
      "kubernetes.io/hostname": "simulated",
      "kubernetes.io/os": "linux",
      "kubernetes.io/arch": "amd64",
      // What the charts of Istio 1.5 ask for.
      "beta.kubernetes.io/arch": "amd64",
    },
  },
  spec: { podCIDR: network.simulatedPods, taints: [{ key: simulated, value: "true", effect: "NoSchedule" }] },
});

/** kwok, with its own defaults for what a node and a pod report. */
export const kwok = (): Daemon => ({
  name: "kwok",
  command: toolBinary("kwok", "kwok"),
  args: flags({
    kubeconfig: pki("admin.kubeconfig"),
    "manage-all-nodes": "false",
    "manage-nodes-with-annotation-selector": "kwok.x-k8s.io/node=fake",
    cidr: network.simulatedPods,
    // Without a lease that it renews, Kubernetes calls the node and all of its pods not ready after 40 seconds.
    "node-lease-duration-seconds": "40",
    "node-ip": network.node,
    "server-address": `${network.node}:${ports.kwok}`,
  }),
  // Nothing of the person's own kwok plays a part.
  env: { HOME: inCluster("kwok"), KWOK_WORKDIR: inCluster("kwok") },
  healthy: answers(`http://${network.node}:${ports.kwok}/healthz`),
});

/**
 * Makes the node. Nobody is behind its pods' addresses: whoever calls one is told so at once, and nothing leaves the machine.
 */
export function prepareSimulatedNode(): void {
  execFileSync("ip", ["route", "replace", "unreachable", network.simulatedPods]);
  kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], JSON.stringify(simulatedNode()));
}
