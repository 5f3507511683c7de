import { readFileSync, writeFileSync } from "node:fs";
import { readStackFile, settingsOfStackFile, stackFile } from "../config/stackFile";
import { findStep, stepNames } from "../scenarios";
import { withoutScenario } from "../scenarios/apply";
import { withNeeds } from "../scenarios/needs";
import { stack } from "./environment";
import { main } from "./main";
import { say } from "./prepare";
import { WorkFile } from "./prove/workFile";
import { rollOut } from "./rollOut";
import { withScenarioKey } from "./scenarioKey";

/**
 * `make scenario NAME=…`: writes the scenario into the stack's file, where the next `up` and every preview find it, and
 * rolls it out; NAME=none takes it out again.
 */
main(async () => {
  const name = process.env.NAME ?? "";
  if (name !== "none" && !stepNames.includes(name)) {
    throw new Error(`NAME=${name}: no such scenario; there are none (to switch one off), ${stepNames.join(", ")}`);
  }
  const file = stackFile(stack);
  // What is wrong in it is judged below: another scenario may be what mends it.
  const { scenario: last } = readStackFile(stack);
  const before = readFileSync(file, "utf8");
  writeFileSync(file, withScenarioKey(before, name));
  try {
    settingsOfStackFile(stack);
  } catch (error) {
    writeFileSync(file, before);
    throw error;
  }
  const code = await leave(typeof last === "string" ? last : "none", name);
  return code === 0 ? rollOut() : code;
});

/**
 * What a scenario brought goes only once no rule leads there: calls to a version that is gone would fail. So where the
 * next one lacks what the last one needs, the plain rules come first, while it is all still there.
 */
async function leave(last: string, next: string): Promise<number> {
  // No rule leads to the load generator.
  const needs = (findStep(last)?.scenario.needs ?? []).filter((need) => need !== "loadGenerator");
  const kept = findStep(next)?.scenario.needs ?? [];
  if (needs.every((need) => kept.includes(need))) return 0;
  say(`First back to the plain rules, while what ${last} brought is still there`);
  const work = new WorkFile(stack);
  try {
    work.write(withNeeds(withoutScenario(work.settings), ["loadGenerator", ...needs]));
    return await rollOut({ summarised: false });
  } finally {
    work.remove();
  }
}
