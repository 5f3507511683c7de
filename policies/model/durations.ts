/** Nanoseconds of Go's units. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

const MILLISECOND = 1e6;

/** The nanoseconds of a duration as Go writes it (`1h5m`, `1.5s`, `-300ms`); undefined for anything else. */
export function nanosecondsOf(text: string): number | undefined {
  const [, sign = "", rest = ""] = /^([+-]?)(.+)$/.exec(text) ?? [];
  if (rest === "0") return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined;
  let sum = 0;
  for (const [, number = "", unit = ""] of rest.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    sum += Math.round(Number(number) * (UNITS[unit] ?? 0));
  }
  // Go counts in 64 bits.
  return sum >= 2 ** 63 ? undefined : sign === "-" ? -sum : sum;
}

/** Why Istio refuses a duration: https://protobuf.dev/reference/protobuf/google.protobuf/#duration, in whole milliseconds. */
export function durationProblem(text: string): string | undefined {
  const nanoseconds = nanosecondsOf(text);
  if (nanoseconds === undefined) return "which is not a duration";
  if (nanoseconds < MILLISECOND) return "which is less than a millisecond";
  return nanoseconds % MILLISECOND === 0 ? undefined : "but Istio takes whole milliseconds only";
}
