import type { CountRange } from "../../../scenarios/statistics";

/** The binomial distribution twice more, by other ways than the program's: what it is compared with. */

/** A share as a fraction of whole numbers. */
export interface Fraction {
  over: number;
  under: number;
}

/** P(X = k) times under^n for every k: whole numbers without any rounding. */
function weights(n: number, { over, under }: Fraction): bigint[] {
  const [yes, no] = [BigInt(over), BigInt(under - over)];
  let ways = 1n;
  return Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) ways = (ways * BigInt(n - k + 1)) / BigInt(k);
    return ways * yes ** BigInt(k) * no ** BigInt(n - k);
  });
}

/** The range by its definition, in whole numbers: every count is tried. */
export function exactRange(n: number, p: Fraction, alpha: Fraction): CountRange {
  const all = weights(n, p);
  const total = BigInt(p.under) ** BigInt(n);
  const sum = (part: bigint[]) => part.reduce((added, weight) => added + weight, 0n);
  const rare = (part: bigint[]) => sum(part) * 2n * BigInt(alpha.under) <= total * BigInt(alpha.over);
  const counts = all.map((_, count) => count);
  return {
    from: Math.max(...counts.filter((count) => rare(all.slice(0, count)))),
    to: Math.min(...counts.filter((count) => rare(all.slice(count + 1)))),
  };
}

/** P(X < from) and P(X > to), each term from its neighbour, starting from the likeliest: no logarithm, no factorial. */
export function tails(n: number, p: number, { from, to }: CountRange): { below: number; above: number } {
  const odds = p / (1 - p);
  const likeliest = Math.round(n * p);
  const relative = new Float64Array(n + 1);
  relative[likeliest] = 1;
  for (let k = likeliest; k < n; k++) relative[k + 1] = relative[k]! * odds * ((n - k) / (k + 1));
  for (let k = likeliest; k > 0; k--) relative[k - 1] = relative[k]! / (odds * ((n - k + 1) / k));
  const sum = (part: Float64Array) => part.reduce((added, weight) => added + weight, 0);
  const total = sum(relative);
  return { below: sum(relative.subarray(0, from)) / total, above: sum(relative.subarray(to + 1)) / total };
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
