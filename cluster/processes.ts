import { execFileSync } from "node:child_process";
import { binary } from "../tools/paths";
import { controlPlane } from "./controlPlane";
import type { Daemon } from "./daemon";
import { current, type KubernetesRelease } from "./kubernetes";
import { kubeconfig } from "./layout";
import { containerd, nodeAgents } from "./node";

/** What Kubernetes itself is made of; a profile (profiles.ts) says so. */
export interface Machinery {
  kubernetes: KubernetesRelease;
  /** Whether this machine is a node, on which pods run. */
  node: boolean;
  /** Flags of the API server beyond those of every profile. */
  apiserverFlags: Record<string, string>;
}

/** What runs, in the order of starting: each needs those before it. Default: the standard profile's. */
export function processes(
  { kubernetes, node, apiserverFlags }: Machinery = { kubernetes: current, node: true, apiserverFlags: {} },
): Daemon[] {
  const inside = controlPlane(kubernetes, apiserverFlags);
  return node ? [containerd(), ...inside, ...nodeAgents(kubernetes)] : inside;
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
