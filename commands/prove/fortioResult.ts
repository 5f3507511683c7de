import { z } from "zod";
import type { Observation } from "../../scenarios/expectation";

const bucket = z.object({ Start: z.number(), End: z.number(), Count: z.int().positive() });

/** What is read of the result that `fortio load -json -` prints, as of fortio 1.63; the rest is left alone. */
const result = z.object({
  /** Nanoseconds. */
  ActualDuration: z.number().positive(),
  /** Seconds, of all calls: those without an answer too. */
  DurationHistogram: z.object({ Count: z.int().positive(), Max: z.number(), Data: z.array(bucket) }),
  RetCodes: z.record(z.string().regex(/^-?\d+$/), z.int().positive()),
});

type Bucket = z.infer<typeof bucket>;

/** What fortio saw, from the JSON that it printed, and what arrived where, which is counted elsewhere. */
export function observation(json: string, arrivals: Record<string, number> = {}): Observation {
  const { ActualDuration, DurationHistogram, RetCodes } = parsed(json);
  const { Count: calls, Max: slowest, Data: buckets } = DurationHistogram;
  for (const [what, counts] of [
    ["codes", Object.values(RetCodes)],
    ["durations", buckets.map((one) => one.Count)],
  ] as const) {
    const sum = counts.reduce((total, count) => total + count, 0);
    if (sum !== calls) throw unexpected(`${sum} ${what} of ${calls} calls`, json);
  }
  return {
    calls,
    codes: RetCodes,
    seconds: ActualDuration / 1e9,
    slowest,
    slowerThan: (seconds) => slowerThan(buckets, seconds),
    arrivals,
  };
}

/**
 * How many calls took longer than that. fortio keeps no single durations but counts in buckets: with its `-r` of 0.001 up
 * to 1, 2 … 12, 14 … 20, 25 … 50, 60 … 100, 120 … 200, 250 … 500, 600 … 1000 ms, 2, 3, 4, 5, 7.5, 10 s; another `-r`
 * multiplies all of them. The first bucket begins at the fastest call and the last one ends at the slowest. So a number of
 * seconds that lies on an edge, outside all calls or in a gap between buckets has an exact answer. Inside a bucket it has
 * none: its calls may be faster or slower, and guessing would turn a check of the mesh into one of the guess. Refused, then.
 */
function slowerThan(buckets: readonly Bucket[], seconds: number): number {
  const at = nanoseconds(seconds);
  return buckets.reduce((slower, { Start, End, Count }) => {
    if (nanoseconds(End) <= at) return slower;
    if (nanoseconds(Start) >= at) return slower + Count;
    throw new Error(
      `fortio cannot say how many calls took longer than ${seconds} s: ${Count} took between ${Start} and ${End} s. ` +
        "Ask for seconds on an edge of its buckets, or give it another -r",
    );
  }, 0);
}

/** fortio measures in nanoseconds; as seconds its edges come out like 0.00030000000000000003. */
const nanoseconds = (seconds: number): number => Math.round(seconds * 1e9);

function parsed(json: string): z.infer<typeof result> {
  let printed: unknown;
  try {
    printed = JSON.parse(json);
  } catch {
    throw unexpected("no JSON", json);
  }
  const { data, error } = result.safeParse(printed);
  if (data) return data;
  const issue = error.issues[0];
  throw unexpected(`${issue?.path.join(".") || "all of it"}: ${issue?.message ?? "?"}`, json);
}

function unexpected(what: string, json: string): Error {
  const text = json.trim().replace(/\s+/g, " ");
  const printed = text.length > 300 ? `${text.slice(0, 299)}…` : text || "nothing";
  return new Error(`this is not a result of fortio load (${what}). It printed: ${printed}`);
}
