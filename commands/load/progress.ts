import type { Call } from "./accessLog";

/** Characters of the bar. */
const width = 30;

/** Milliseconds between two lines where it is no terminal. */
const lineEvery = 5000;

interface Output {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

/** Shows how far a load is: a bar on a terminal, else a line every few seconds. */
export class Progress {
  private last: number;
  private shown = "";

  constructor(
    private readonly title: string,
    private readonly total: number,
    private readonly output: Output,
    private readonly now: () => number = Date.now,
  ) {
    this.last = now();
  }

  show(calls: readonly Call[]): void {
    if (this.output.isTTY) {
      const text = this.bar(calls);
      if (text !== this.shown) this.output.write(`\r\x1b[K${(this.shown = text)}`);
    } else if (this.now() - this.last >= lineEvery) {
      this.last = this.now();
      this.output.write(`${this.title}: ${count(calls, this.total)}\n`);
    }
  }

  /** Leaves an empty line behind for what comes next. */
  end(): void {
    if (this.shown) this.output.write("\r\x1b[K");
  }

  private bar(calls: readonly Call[]): string {
    const full = Math.floor((calls.length / this.total) * width);
    return `${this.title} [${"#".repeat(full)}${"-".repeat(width - full)}] ${count(calls, this.total)}`;
  }
}

function count(calls: readonly Call[], total: number): string {
  const unanswered = calls.filter(({ code }) => code === undefined).length;
  return `${calls.length} of ${total} calls${unanswered > 0 ? `, ${unanswered} without an answer` : ""}`;
}
