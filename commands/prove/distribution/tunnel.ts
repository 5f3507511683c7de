import { spawn } from "node:child_process";
import { kubectlStart } from "./kubectlAsync";

/** A port of a pod, at hand on this machine. */
export interface Tunnel {
  address: string;
  close: () => void;
}

/** Opens a port of a pod with `kubectl port-forward`: what goes through it reaches the pod as if from itself. */
export async function openTunnel(pod: { namespace: string; name: string }, port: number): Promise<Tunnel> {
  const { options, env } = kubectlStart();
  const forward = ["port-forward", "--address", "127.0.0.1", "-n", pod.namespace, `pod/${pod.name}`, `:${port}`];
  const child = spawn("kubectl", [...options, ...forward], { env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => child.kill();
  process.once("exit", stop);
  const close = () => {
    process.off("exit", stop);
    stop();
  };
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let [said, complaint] = ["", ""];
      child.stderr.on("data", (text: Buffer) => (complaint += text.toString()));
      child.stdout.on("data", (text: Buffer) => {
        const local = /^Forwarding from 127\.0\.0\.1:(\d+) /m.exec((said += text.toString()))?.[1];
        if (local) resolve(`http://127.0.0.1:${local}`);
      });
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`kubectl ${forward.join(" ")}: ${complaint.trim() || "it ended"}`)));
    });
    // From here on it says something for each connection, which nobody reads.
    child.stdout.removeAllListeners("data").resume();
    return { address, close };
  } catch (error) {
    close();
    throw error;
  }
}
