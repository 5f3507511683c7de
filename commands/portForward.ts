import { spawn } from "node:child_process";

/** Milliseconds that kubectl may take to end in order. */
const grace = 5000;

/** How kubectl starts on the stack's cluster: prove/distribution/kubectlAsync.ts, kubectlStart. */
export interface KubectlStart {
  options: string[];
  env: NodeJS.ProcessEnv;
}

/** Where a port-forward leads. */
export interface ForwardTarget {
  namespace: string;
  /** As kubectl names it: `pod/istiod-1`, `service/grafana`. */
  name: string;
  /** The pod's or the Service's. */
  port: number;
  /** The port on this machine. Default: a free one. */
  localPort?: number;
}

export interface ForwardOptions {
  /** In a process group of its own, which Ctrl-C does not reach: whoever opened it ends it. Default: false. */
  detached?: boolean;
  /** Ends it, also while it is being opened. */
  signal?: AbortSignal;
}

/** A port of the cluster, at hand on 127.0.0.1 of this machine. */
export interface Forward {
  port: number;
  /** Resolves when kubectl has ended, with what it complained of. */
  ended: Promise<string>;
  /** Ends it; resolves when it has ended. */
  close: () => Promise<void>;
}

/** Opens a port with `kubectl port-forward`. A kubectl that ends before it is open is an error with its complaint. */
export async function portForward(
  { options, env }: KubectlStart,
  { namespace, name, port, localPort }: ForwardTarget,
  { detached = false, signal }: ForwardOptions = {},
): Promise<Forward> {
  signal?.throwIfAborted();
  const args = ["port-forward", "--address", "127.0.0.1", "-n", namespace, name, `${localPort ?? ""}:${port}`];
  const child = spawn("kubectl", [...options, ...args], { env, detached, stdio: ["ignore", "pipe", "pipe"] });
  // kubectl ends in order on an interrupt, as on Ctrl-C.
  const kill = (by: NodeJS.Signals = "SIGINT") => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (detached) process.kill(-child.pid, by);
    else child.kill(by);
  };
  const stop = () => kill();
  process.once("exit", stop);
  signal?.addEventListener("abort", stop, { once: true });
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => (complaint = (complaint + text.toString()).slice(-4000)));
  const ended = new Promise<string>((resolve) => {
    const end = (why: string) => {
      process.off("exit", stop);
      signal?.removeEventListener("abort", stop);
      resolve(why);
    };
    child.once("error", (error) => end(error.message));
    child.once("close", () => end(complaint.trim() || "it ended"));
  });
  const opened = await new Promise<number>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text: Buffer) => {
      const local = /^Forwarding from 127\.0\.0\.1:(\d+) /m.exec((said += text.toString()))?.[1];
      if (local) resolve(Number(local));
    });
    void ended.then((why) => reject(new Error(`kubectl ${args.join(" ")}: ${why}`)));
  });
  // From here on it says something for each connection, which nobody reads.
  child.stdout.removeAllListeners("data").resume();
  return {
    port: opened,
    ended,
    close: async () => {
      stop();
      const late = setTimeout(() => kill("SIGKILL"), grace);
      await ended;
      clearTimeout(late);
    },
  };
}
