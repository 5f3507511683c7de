import { z } from "zod";
import { kubectlAsync } from "./distribution/kubectlAsync";
import { openTunnel, type Tunnel } from "./distribution/tunnel";

export { kubectlAsync } from "./distribution/kubectlAsync";

/** Where istiod answers `/debug`: its monitoring port, as `pilot-discovery request` has it. */
const debugPort = 15014;

const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
        deletionTimestamp: z.string().optional(),
      }),
      status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
    }),
  ),
});

/** A pod of the control plane. */
export interface IstiodPod {
  namespace: string;
  name: string;
  revision: string;
}

/** The pods that are the control plane now: ready, and not on their way out. */
export async function readyIstiods(namespace: string): Promise<IstiodPod[]> {
  const { items } = pods.parse(
    JSON.parse(await kubectlAsync(["get", "pods", "-n", namespace, "-l", "app=istiod", "-o", "json"])),
  );
  return items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .filter(({ status }) => status.conditions.some((one) => one.type === "Ready" && one.status === "True"))
    .map(({ metadata }) => ({
      namespace,
      name: metadata.name,
      revision: metadata.labels["istio.io/rev"] ?? "default",
    }));
}

/** An istiod that does not answer: it went away, and its proxies will be with another one. */
export class IstiodGone extends Error {}

/** The debug endpoints of one istiod. It answers them without a token to its own pod only: kubectl leads there. */
export class Istiod {
  private constructor(
    readonly pod: IstiodPod,
    private readonly tunnel: Tunnel,
  ) {}

  static async connect(pod: IstiodPod): Promise<Istiod> {
    try {
      return new Istiod(pod, await openTunnel(pod, debugPort));
    } catch (error) {
      const { message } = error as Error;
      throw message.includes("(Forbidden)") ? error : new IstiodGone(`${pod.name} cannot be reached: ${message}`);
    }
  }

  /** What an endpoint of `/debug` says. */
  async debug(path: string): Promise<unknown> {
    const { status, body } = await this.ask(path);
    if (status !== 200) throw new Error(`${this.pod.name} answers /debug/${path} with ${status}: ${body.trim()}`);
    return JSON.parse(body);
  }

  /** What a proxy can see, `/debug/sidecarz`; undefined for one that is not connected, or no longer. */
  async scope(proxy: string): Promise<unknown> {
    const { status, body } = await this.ask(`sidecarz?proxyID=${proxy}`);
    return status === 200 ? JSON.parse(body) : undefined;
  }

  /** Has istiod send all that it last computed, once more, to all proxies connected to it. */
  async push(): Promise<void> {
    const { status, body } = await this.ask("adsz?push=true");
    if (status !== 200) throw new Error(`${this.pod.name} does not push: ${status} ${body.trim()}`);
  }

  close(): void {
    this.tunnel.close();
  }

  private async ask(path: string): Promise<{ status: number; body: string }> {
    try {
      const answer = await fetch(`${this.tunnel.address}/debug/${path}`, { signal: AbortSignal.timeout(10_000) });
      return { status: answer.status, body: await answer.text() };
    } catch (error) {
      throw new IstiodGone(
        `${this.pod.name} does not answer /debug/${path}: ${String((error as Error).cause ?? error)}`,
      );
    }
  }
}

/** All of them, or none. */
export async function connectAll(pods: IstiodPod[]): Promise<Istiod[]> {
  const tried = await Promise.allSettled(pods.map((pod) => Istiod.connect(pod)));
  const istiods = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = tried.find((one) => one.status === "rejected");
  if (!failed) return istiods;
  for (const istiod of istiods) istiod.close();
  throw failed.reason;
}
