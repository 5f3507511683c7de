import type { CountRange } from "./statistics";
import { acceptance } from "./statistics";

/** What one load of a scenario showed. */
export interface Observation {
  calls: number;
  /** HTTP status → calls; "-1": no HTTP answer (fortio). */
  codes: Record<string, number>;
  /** How long the load took. */
  seconds: number;
  /** Seconds that the slowest call took. */
  slowest: number;
  /** How many calls took longer than so many seconds. */
  slowerThan: (seconds: number) => number;
  /** Label of a group of pods, such as "front-end v2" → requests that reached it; 0 where none did. */
  arrivals: Record<string, number>;
}

/** Which calls are counted; "none": those without an HTTP answer. */
export type Counted = { code: number | "none" } | { slowerThan: number } | { arrivals: string };

/** What must be seen. Only a share leaves room for chance, by the binomial distribution. */
export type Expectation =
  | { kind: "share"; of: Counted; share: number }
  | { kind: "all"; of: Counted }
  | { kind: "none"; of: Counted }
  | { kind: "between"; of: Counted; from: number; to: number }
  /** All requests arrive at one of those groups, whichever it is. */
  | { kind: "together"; arrivals: string[] }
  | { kind: "slowest"; atMost: number };

/** One comparison of what must be seen with what was, in words. */
export interface Judgement {
  expected: string;
  seen: string;
  passed: boolean;
}

/** Whether chance plays a part, so that the check takes its part of a run's risk. Shares of 0 and 1 are certain. */
export function isStatistical(expectation: Expectation): boolean {
  return expectation.kind === "share" && expectation.share > 0 && expectation.share < 1;
}

/** Judges an observation; `alpha` is the risk that a share may take of failing a right mesh (alphaPerCheck). */
export function judge(expectation: Expectation, observation: Observation, alpha: number): Judgement {
  if (expectation.kind === "slowest") return judgeSlowest(expectation.atMost, observation.slowest);
  const { calls } = observation;
  if (calls < 1) throw new Error("no calls were made, nothing can be judged");
  if (expectation.kind === "together") return judgeTogether(expectation.arrivals, observation);
  const { from, to } = accepted(expectation, calls, alpha);
  const does = doing(expectation.of);
  if (from <= 0 && to >= calls) {
    throw new Error(`a check that cannot fail: from ${from} to ${to} of ${calls} may ${does}`);
  }
  const count = counted(expectation.of, observation);
  return {
    expected: expected(expectation, { from, to }, calls, does),
    seen: `${outOf(String(count), count, calls)} (${percent(count / calls)})`,
    passed: count >= from && count <= to,
  };
}

function judgeSlowest(atMost: number, slowest: number): Judgement {
  if (!(atMost > 0 && Number.isFinite(atMost))) {
    throw new RangeError(`the slowest call must be allowed some seconds, not ${atMost}`);
  }
  return { expected: `slowest at most ${seconds(atMost)}`, seen: seconds(slowest), passed: slowest <= atMost };
}

function judgeTogether(groups: string[], observation: Observation): Judgement {
  if (groups.length < 2) throw new RangeError(`requests to ${groups.join()} cannot but arrive together`);
  const counts = groups.map((group) => counted({ arrivals: group }, observation));
  return {
    expected: `all ${observation.calls} arrive at one of ${groups.join(", ")}`,
    seen: groups.map((group, index) => `${counts[index]} at ${group}`).join(", "),
    passed: counts.filter((count) => count > 0).length === 1 && counts.includes(observation.calls),
  };
}

type Counting = Exclude<Expectation, { kind: "slowest" | "together" }>;

/** The counts that pass. */
function accepted(expectation: Counting, calls: number, alpha: number): CountRange {
  switch (expectation.kind) {
    case "share":
      return acceptance(calls, expectation.share, alpha);
    case "all":
      return { from: calls, to: calls };
    case "none":
      return { from: 0, to: 0 };
    case "between": {
      const { from, to } = expectation;
      const counts = Number.isInteger(from) && Number.isInteger(to) && from >= 0;
      if (!counts || from > to) throw new RangeError(`no range of counts: from ${from} to ${to}`);
      return { from, to };
    }
  }
}

/** How many calls, or requests that arrived, are counted. */
function counted(of: Counted, { codes, slowerThan, arrivals }: Observation): number {
  if ("code" in of) return codes[of.code === "none" ? "-1" : String(of.code)] ?? 0;
  if ("slowerThan" in of) return slowerThan(of.slowerThan);
  const count = arrivals[of.arrivals];
  if (count === undefined) {
    const known = Object.keys(arrivals).join(", ") || "nothing";
    throw new Error(`arrivals at "${of.arrivals}" were not counted; counted was: ${known}`);
  }
  return count;
}

function expected(expectation: Counting, { from, to }: CountRange, calls: number, does: string): string {
  const range = outOf(from === to ? String(from) : `${from}–${to}`, to, calls);
  if (expectation.kind === "share") return `${percent(expectation.share)} ${does} (${range})`;
  return `${expectation.kind === "between" ? range : expectation.kind} ${does}`;
}

function doing(of: Counted): string {
  if ("code" in of) return of.code === "none" ? "stay without an HTTP answer" : `answer ${of.code}`;
  return "slowerThan" in of ? `take longer than ${seconds(of.slowerThan)}` : `arrive at ${of.arrivals}`;
}

/** "812 of 1000"; "2000 for 1000 calls" where more arrive than were made, because the mesh retries or mirrors. */
function outOf(text: string, count: number, calls: number): string {
  return count > calls ? `${text} for ${calls} calls` : `${text} of ${calls}`;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

const seconds = (value: number): string => `${Number(value.toFixed(3))} s`;
