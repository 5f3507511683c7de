import { kubectlAsync } from "./istiod";
import { arrivalsAt, arrivedBetween } from "./arrivals";
import { observation } from "./fortioResult";
import type { Place } from "./place";
import { type Expectation, type Judgement, judge, type Observation } from "../../scenarios/expectation";
import type { Load } from "../../scenarios/scenario";
import { untilAsync } from "./untilAsync";

/** Seconds that one call may take before fortio gives up on it: more than any that is expected. */
export const callTimeout = 25;

/** Seconds that a whole load may take. */
const loadLimit = 120;

/** Seconds in which a counter must show what was sent: a mirrored copy may arrive after the answer. */
const arrivalLimit = 5;

/** Makes the calls of a load with the real fortio, and judges what was seen. */
export async function drive(load: Load, place: Place, alpha: number): Promise<Judgement[]> {
  const groups = groupsOf(load.expect);
  const before = await arrivalsAt(groups, place);
  const printed = await fortio(load, place);
  const judgeAll = async () => {
    const seen: Observation = observation(printed, arrivedBetween(before, await arrivalsAt(groups, place)));
    return load.expect.map((expectation) => judge(expectation, seen, alpha));
  };
  return untilAsync(
    judgeAll,
    (judgements) => judgements.every(({ passed }) => passed),
    groups.length ? arrivalLimit : 0,
  );
}

function groupsOf(expectations: Expectation[]): string[] {
  const named = expectations.flatMap((expectation) => {
    if (expectation.kind === "together") return expectation.arrivals;
    return "of" in expectation && "arrivals" in expectation.of ? [expectation.of.arrivals] : [];
  });
  return [...new Set(named)];
}

function fortio({ from, to, connections, calls, headers = {} }: Load, place: Place): Promise<string> {
  const { namespace, pod } = place.caller({ from });
  const { url, host } = place.address(to);
  const all = { ...headers, ...(host ? { Host: host } : {}) };
  const load = [
    ...["exec", "-n", namespace, pod, "-c", "fortio", "--", "/usr/bin/fortio", "load"],
    ...["-json", "-", "-quiet", "-loglevel", "Critical", "-timeout", `${callTimeout}s`],
    ...["-c", `${connections}`, "-n", `${calls}`, "-qps", "0"],
    ...Object.entries(all).flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
    url,
  ];
  return kubectlAsync(load, "", loadLimit);
}
