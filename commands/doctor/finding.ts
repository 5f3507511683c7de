import type { Cluster } from "./cluster";
import type { Outputs } from "./installed";

/** One thing that is wrong with one object. */
export interface Finding {
  /** A warning does not make the command fail. */
  severity: "error" | "warning";
  /** Kind and name, as in "Pod shop/carts-1". */
  object: string;
  found: string;
  expected: string;
  /** What may be behind it, the likeliest first. */
  causes?: string[];
  /** Commands that mend it or show more, for a shell with the stack's environment. */
  next: string[];
}

/** What a check says: a few words, and a finding for each thing that is wrong. */
export interface Result {
  summary: string;
  findings: Finding[];
  /** The stack has nothing of the kind, or another check already says why it cannot be looked at. */
  skipped?: true;
}

/** One line of the diagnosis. `run` fetches what a pure function beside it then judges. */
export interface Check {
  name: string;
  run: (stack: { cluster: Cluster; outputs: Outputs }) => Promise<Result>;
}

/** A check that is not made, and why. */
export const skipped = (summary: string): Result => ({ summary, findings: [], skipped: true });

/** "1 pod", "2 pods". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
