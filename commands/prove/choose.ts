import { scenarios } from "../../scenarios";
import type { Scenario } from "../../scenarios/scenario";

/** The scenarios that NAME names: one, several with commas between, or all without it. */
export function chooseScenarios(names: string | undefined): Scenario[] {
  if (!names) return [...scenarios];
  return names.split(",").map((name) => {
    const found = scenarios.find((one) => one.name === name.trim());
    if (found) return found;
    throw new Error(`NAME=${name}: no such scenario; there are ${scenarios.map((one) => one.name).join(", ")}`);
  });
}
