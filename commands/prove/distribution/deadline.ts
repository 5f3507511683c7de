import { until } from "../../../cluster/until";

/** How many of those that are behind an error names. */
const named = 5;

/** One limit for several waits after each other. */
export class Deadline {
  readonly #start = Date.now();

  constructor(private readonly limitSeconds: number) {}

  /** Seconds since the start. */
  get seconds(): number {
    return (Date.now() - this.#start) / 1000;
  }

  get passed(): boolean {
    return this.seconds >= this.limitSeconds;
  }

  /** Waits until a look finds nothing behind; after the limit an error says what was waited for and what was behind. */
  async untilNothing(what: string, look: () => Promise<string[]>): Promise<void> {
    let behind: string[] = [];
    await until(what, this.limitSeconds, async () => {
      behind = await look();
      return !behind.length || this.passed;
    });
    if (!behind.length) return;
    const more = behind.length > named ? ` and ${behind.length - named} more` : "";
    const some = behind.slice(0, named).join("; ");
    throw new Error(`Waited ${this.limitSeconds} s for ${what}, in vain. Behind: ${some}${more}.`);
  }
}
