import { table } from "../dashboards/table";
import type { Call } from "./accessLog";
import { callTimeout, type Stop } from "./fortio";
import { limits } from "./input";

/** What was called, and what came of it. */
export interface Load {
  /** As "Bookinfo". */
  title: string;
  /** Where, as "http://10.68.0.1:30080/productpage, host bookinfo.example.com". */
  target: string;
  /** What is to be known beside, a line each. */
  notes?: readonly string[];
  /** How many calls were asked for. */
  wanted: number;
  calls: readonly Call[];
  stopped?: Stop;
}

const unanswered = ({ code }: Call): boolean => code === undefined;

/** 0 when each of the calls that were asked for got an answer, of whatever code; else 1. */
export const exitCode = ({ wanted, calls }: Load): number =>
  calls.length === wanted && !calls.some(unanswered) ? 0 : 1;

/** The summary of a load: codes, latencies, rate. */
export function report(load: Load): string {
  const { title, target, notes = [], wanted, calls } = load;
  const answered = calls.filter((call) => !unanswered(call));
  return [
    `${title}: ${calls.length === wanted ? wanted : `${calls.length} of ${wanted}`} calls to ${target}`,
    ...notes,
    ...why(load),
    ...(calls.length > 0 ? ["", codes(calls)] : []),
    ...(answered.length > 0 ? ["", latencies(answered)] : []),
    ...(calls.length > 0 ? [`${rate(calls)} calls/s`] : []),
  ].join("\n");
}

function why({ stopped }: Load): string[] {
  if (stopped === "interrupted") return ["Ended by an interrupt, before all calls were made."];
  if (stopped === "limit")
    return [`Ended after ${limits.seconds / 60} minutes, the limit, before all calls were made.`];
  return [];
}

function codes(calls: readonly Call[]): string {
  const counts = new Map<string, number>();
  const names = calls.map(({ code }) => (code === undefined ? `none in ${callTimeout} s or cut off` : `${code}`));
  for (const name of names.sort()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const share = (count: number) => `${Number(((count / calls.length) * 100).toFixed(2))} %`;
  return table([["answer", "calls", "share"], ...[...counts].map(([name, n]) => [name, `${n}`, share(n)])]);
}

/** Of the answered calls, exact: each is known. */
function latencies(answered: readonly Call[]): string {
  const sorted = answered.map(({ latency }) => latency).sort((a, b) => a - b);
  const at = (share: number) => milliseconds(sorted[Math.max(Math.ceil(share * sorted.length), 1) - 1] ?? NaN);
  return table([
    ["latency", "min", "p50", "p90", "p99", "max"],
    ["ms", at(0), at(0.5), at(0.9), at(0.99), at(1)],
  ]);
}

const milliseconds = (seconds: number): string => `${Number((seconds * 1000).toPrecision(3))}`;

/** From the first call's begin to the last one's end. */
function rate(calls: readonly Call[]): string {
  const begin = calls.reduce((least, { at }) => Math.min(least, at), Infinity);
  const end = calls.reduce((most, { at, latency }) => Math.max(most, at + latency), 0);
  return `${Number((calls.length / Math.max(end - begin, 1e-6)).toPrecision(3))}`;
}
