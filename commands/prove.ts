import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../config/target";
import { stack } from "./environment";
import { main } from "./main";
import { Phases } from "./phases";
import { prepare, say } from "./prepare";
import { chooseScenarios } from "./prove/choose";
import { Interruption } from "./prove/interruption";
import { junit } from "./prove/junit";
import { markdown } from "./prove/markdown";
import { proven, table, type Proof } from "./prove/report";
import { refuseUnprovable } from "./prove/refuse";
import { Rollout } from "./prove/rollout";
import { Session } from "./prove/session";
import { WorkFile } from "./prove/workFile";
import { recover, type Recovery } from "./recover";

const reports = join(root, "reports");

/** `make prove`: every scenario, or those that NAME names, switched on, shown by real traffic, and the start state restored. */
main(async () => {
  const scenarios = chooseScenarios(process.env.NAME);
  refuseUnprovable(stack);
  await prepare(new Phases());
  const recovery = await recover(say);
  const interruption = new Interruption();
  const rollout = new Rollout(join(reports, "prove.log"));
  const work = new WorkFile(stack);
  const session = new Session(scenarios, work, rollout, interruption);
  const since = Date.now();
  let failure: unknown;
  try {
    await session.run();
  } catch (error) {
    failure = error;
  } finally {
    work.remove();
  }
  await restore(rollout, recovery);
  interruption.release();
  write(session.proofs);
  if (failure) throw failure;
  say(`All of it took ${((Date.now() - since) / 1000).toFixed(0)} s.`);
  return session.proofs.every(proven) ? 0 : 1;
});

/** The state that the stack's own file describes. */
async function restore(rollout: Rollout, recovery: Recovery): Promise<void> {
  say("Restoring what the stack's file says");
  try {
    await rollout.up(recovery.environment);
    if (recovery.takesOver) recovery.finish();
  } catch (error) {
    say("The start state could not be restored: `make up` tries it again.");
    throw error;
  }
}

function write(proofs: Proof[]): void {
  mkdirSync(reports, { recursive: true });
  writeFileSync(join(reports, "prove.xml"), junit(proofs));
  writeFileSync(join(reports, "prove.md"), markdown(proofs));
  console.log(table(proofs));
  console.log(`The same as JUnit XML and Markdown: ${relative(process.cwd(), reports)}/prove.xml and prove.md`);
}
