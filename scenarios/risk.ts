import { isStatistical } from "./expectation";
import type { Scenario } from "./scenario";

/** How many checks of some scenarios leave room for chance: they share the risk of a run (alphaPerCheck). */
export const statisticalChecks = (scenarios: readonly Scenario[]): number =>
  scenarios
    .flatMap(({ steps }) => steps.flatMap(({ loads }) => loads.flatMap(({ expect }) => expect)))
    .filter(isStatistical).length;
