import { scenarios } from "..";
import type { Expectation, Observation } from "../expectation";
import { judge } from "../expectation";
import { podGroups } from "../groups";
import { statisticalChecks } from "../risk";
import type { Load } from "../scenario";
import { alphaPerCheck, caught } from "../statistics";

/** A row of the table of what must be seen. */
export interface ExpectedRow {
  /** In the words of `make prove`, with the counts that pass. */
  expected: string;
  /** Which wrong behaviour is noticed; a wrong share in 99.9 % of the runs. */
  caught: string;
}

const confidence = 0.999;

/** How many checks of a whole run, `make prove` without NAME, leave room for chance. */
export const checksOfChance = statisticalChecks(scenarios);

/** The risk that each of them takes of failing a right mesh. */
export const alpha = alphaPerCheck(checksOfChance);

/** What must be seen of a load. */
export function expectedRows({ calls, expect }: Load): ExpectedRow[] {
  return expect.map((expectation) => ({
    expected: judge(expectation, nothing(calls), alpha).expected,
    caught: caughtBy(expectation, calls),
  }));
}

/** An observation of which only the number of calls counts: the words for what is expected do not ask for more. */
const nothing = (calls: number): Observation => ({
  calls,
  codes: {},
  seconds: 0,
  slowest: 0,
  slowerThan: () => 0,
  arrivals: Object.fromEntries(Object.keys(podGroups).map((group) => [group, 0])),
});

function caughtBy(expectation: Expectation, calls: number): string {
  switch (expectation.kind) {
    case "share":
      return sides(caught(calls, expectation.share, alpha, confidence));
    case "all":
      return `one call that does not; ${sides(caught(calls, 1, alpha, confidence))}`;
    case "none":
      return `one call that does; ${sides(caught(calls, 0, alpha, confidence))}`;
    case "between":
      return "every other count";
    case "together":
      return "one call that arrives elsewhere";
    case "slowest":
      return "one slower call";
  }
}

function sides({ below, above }: { below?: number; above?: number }): string {
  const sides = [
    ...(below === undefined ? [] : [`${percent(below)} or less`]),
    ...(above === undefined ? [] : [`${percent(above)} or more`]),
  ];
  return `a share of ${sides.join(", or of ")}`;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
