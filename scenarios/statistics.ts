/** Counts that are accepted, both inclusive. */
export interface CountRange {
  from: number;
  to: number;
}

/** How often a whole run may fail on a right mesh: once in a thousand. */
export const perRun = 0.001;

/** The risk that each of a run's statistical checks may take, so that all of them together stay within the run's. */
export function alphaPerCheck(checks: number, risk = perRun): number {
  if (!Number.isInteger(checks) || checks < 0) throw new RangeError(`checks must be a count, not ${checks}`);
  between0and1("perRun", risk);
  return risk / Math.max(1, checks);
}

/**
 * The counts to accept of n calls that each have the share p by themselves: the narrowest range that a right mesh falls
 * below with at most alpha/2, and above with at most alpha/2. Shares of 0 and 1 leave exactly 0 and n.
 */
export function acceptance(n: number, p: number, alpha: number): CountRange {
  check(n, p, alpha);
  return { from: lowest(n, p, alpha / 2), to: n - lowest(n, 1 - p, alpha / 2) };
}

/**
 * How sharp `acceptance` is: the wrong shares nearest to p, in steps of 0.001, that fall outside its range with the given
 * confidence. Every share still further away does too. Undefined on a side where no share does.
 */
export function caught(n: number, p: number, alpha: number, confidence = 0.999): { below?: number; above?: number } {
  between0and1("confidence", confidence);
  const { from, to } = acceptance(n, p, alpha);
  const below = nearestBelow(n, p, from, confidence);
  const above = nearestBelow(n, 1 - p, n - to, confidence); // Above is below, for the calls without p.
  return {
    ...(below !== undefined && { below: below / 1000 }),
    ...(above !== undefined && { above: (1000 - above) / 1000 }),
  };
}

/** The largest share under p, in thousandths, with which fewer than `from` of n come with that confidence. */
function nearestBelow(n: number, p: number, from: number, confidence: number): number | undefined {
  for (let share = Math.ceil(p * 1000 - rounding) - 1; share >= 0; share--) {
    if (fewerThan(from, n, share / 1000) >= confidence) return share;
  }
  return undefined;
}

/** What sums of probabilities are off by, relatively: a tail that is meant to be alpha/2 exactly still counts as that. */
const rounding = 1e-9;

/** The largest count with P(X < count) ≤ tail. Summed from the far end, where the terms are small: nothing is lost. */
function lowest(n: number, p: number, tail: number): number {
  let below = 0;
  for (let count = 0; count < n; count++) {
    below += probability(count, n, p);
    if (below > tail * (1 + rounding)) return count;
  }
  return n;
}

/** P(X < count). */
function fewerThan(count: number, n: number, p: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += probability(k, n, p);
  return sum;
}

/** P(X = k), by logarithms: neither the number of ways nor the powers fit into a number. */
function probability(k: number, n: number, p: number): number {
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  const ways = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** log n! = log Γ(n + 1): multiplied out while small, then by Stirling's series, good to 14 digits from 16 on. */
function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5) - 1 / (1680 * n ** 7);
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + series;
}

function check(n: number, p: number, alpha: number): void {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`n must be a whole number from 1 on, not ${n}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must be a share from 0 to 1, not ${p}`);
  between0and1("alpha", alpha);
}

function between0and1(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${name} must lie between 0 and 1, not ${value}`);
}
