import type { Means } from "../../../../commands/dashboards/keptForward";
import type { Forward, ForwardTarget } from "../../../../commands/portForward";

/** Port-forwards without kubectl: each leads to a port of this machine, and can be made to end. */
export class Forwards {
  /** What was opened, as "service/grafana 3000:3000". */
  opened: string[] = [];
  /** How many are open. */
  open = 0;
  /** What the next attempts to open one fail with. */
  failures: string[] = [];
  private last: (why: string) => void = () => undefined;

  constructor(private readonly portOf: (target: ForwardTarget) => number) {}

  readonly means: Means["open"] = (target, { signal }) => {
    this.opened.push(`${target.namespace} ${target.name} ${target.localPort}:${target.port}`);
    const failure = this.failures.shift();
    if (failure !== undefined) return Promise.reject(new Error(failure));
    let end: (why: string) => void = () => undefined;
    const ended = new Promise<string>((resolve) => (end = resolve));
    this.open += 1;
    void ended.then(() => (this.open -= 1));
    signal?.addEventListener("abort", () => end("it ended"), { once: true });
    this.last = end;
    const forward: Forward = {
      port: this.portOf(target),
      ended,
      close: async () => {
        end("it ended");
        await ended;
      },
    };
    return Promise.resolve(forward);
  };

  /** Ends the one that was opened last, by itself. */
  drop(why = "error: lost connection to pod"): void {
    this.last(why);
  }
}
