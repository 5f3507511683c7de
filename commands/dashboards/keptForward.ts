import { setTimeout as pause } from "node:timers/promises";
import type { Forward, ForwardOptions, ForwardTarget } from "../portForward";
import { answering } from "./answering";
import type { Found } from "./find";

export interface Limits {
  /** Seconds in which a page must answer. */
  answer: number;
  /** How often a port-forward is opened anew before it is given up. */
  restarts: number;
  /** Seconds after which one that holds counts as a good one, with all its restarts before it. */
  settled: number;
  /** Seconds between two looks. */
  interval: number;
}

export const usualLimits: Limits = { answer: 60, restarts: 5, settled: 60, interval: 0.5 };

/** What a kept port-forward works with. */
export interface Means {
  open: (target: ForwardTarget, options: ForwardOptions) => Promise<Forward>;
  /** A free port from this one on. */
  freePort: (from: number) => Promise<number>;
  say: (line: string) => void;
  /** The end of the command. */
  end: AbortSignal;
  limits?: Limits;
}

/** A port-forward to a dashboard that is opened anew when it ends. */
export class KeptForward {
  private forward?: Forward;

  constructor(
    readonly found: Found,
    private localPort: number,
    private readonly means: Means,
  ) {}

  /** Opens it and waits until a page answers; gives that page's address. */
  async reach(): Promise<string> {
    const { end, limits: { answer, interval } = usualLimits } = this.means;
    const deadline = Date.now() + answer * 1000;
    for (;;) {
      const seen = await this.attempt().catch((error: unknown) => ({ trouble: (error as Error).message }));
      end.throwIfAborted();
      if ("url" in seen) return seen.url;
      if (Date.now() >= deadline) {
        throw new Error(`${this.title} did not answer 200 within ${answer} s: ${seen.trouble}`);
      }
      await pause(interval * 1000, undefined, { signal: end });
    }
  }

  /** Opens it anew whenever it ends. Resolves when it is given up, or when the command ends. */
  async keep(): Promise<void> {
    const { say, end, limits: { restarts, settled } = usualLimits } = this.means;
    for (let count = 0; ;) {
      const since = Date.now();
      const why = (await this.forward?.ended) ?? "it ended";
      if (end.aborted) return;
      if (Date.now() - since >= settled * 1000) count = 0;
      if (++count > restarts) return say(`${this.title}: its port-forward ended too often and is given up (${why}).`);
      say(`${this.title}: its port-forward ended (${why}); opened anew, ${count} of ${restarts} times.`);
      try {
        say(`${this.title}: answers again at ${await this.reach()}`);
      } catch (error) {
        return end.aborted ? undefined : say(`${(error as Error).message}; it is given up.`);
      }
    }
  }

  async close(): Promise<void> {
    await this.forward?.close();
  }

  private get title(): string {
    return this.found.dashboard.title;
  }

  private async attempt(): Promise<{ url: string } | { trouble: string }> {
    this.forward ??= await this.open();
    return answering(`http://127.0.0.1:${this.forward.port}`, this.found.dashboard, this.means.end);
  }

  private async open(): Promise<Forward> {
    const { namespace, service, port } = this.found;
    const target = { namespace, name: `service/${service}`, port, localPort: this.localPort };
    try {
      const forward = await this.means.open(target, { detached: true, signal: this.means.end });
      void forward.ended.then(() => {
        if (this.forward === forward) this.forward = undefined;
      });
      return forward;
    } catch (error) {
      // Somebody took it since it was looked for.
      if (/unable to listen/i.test((error as Error).message)) await this.move();
      throw error;
    }
  }

  private async move(): Promise<void> {
    const taken = this.localPort;
    this.localPort = await this.means.freePort(taken + 1);
    this.means.say(`${this.title}: port ${taken} is taken, so it is at ${this.localPort}.`);
  }
}
