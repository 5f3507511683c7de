import { readFileSync, writeFileSync } from "node:fs";
import { readStackFile, settingsOfStackFile, stackFile } from "../config/stackFile";
import { stepNames } from "../scenarios";
import { stack } from "./environment";
import { main } from "./main";
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
  readStackFile(stack);
  const before = readFileSync(file, "utf8");
  writeFileSync(file, withScenarioKey(before, name));
  try {
    settingsOfStackFile(stack);
  } catch (error) {
    writeFileSync(file, before);
    throw error;
  }
  return rollOut();
});
