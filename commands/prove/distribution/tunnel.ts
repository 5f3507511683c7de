import { portForward } from "../../portForward";
import { kubectlStart } from "./kubectlAsync";

/** A port of a pod, at hand on this machine. */
export interface Tunnel {
  address: string;
  close: () => void;
}

/** Opens a port of a pod with `kubectl port-forward`: what goes through it reaches the pod as if from itself. */
export async function openTunnel(pod: { namespace: string; name: string }, port: number): Promise<Tunnel> {
  const forward = await portForward(kubectlStart(), { namespace: pod.namespace, name: `pod/${pod.name}`, port });
  return { address: `http://127.0.0.1:${forward.port}`, close: () => void forward.close() };
}
