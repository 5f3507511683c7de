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
import { aborted, message } from "./prove/proveStep";
import { proven, table, type Proof } from "./prove/report";
import { refuseUnprovable } from "./prove/refuse";
import { Rollout } from "./prove/rollout";
import { Session } from "./prove/session";
import { WorkFile } from "./prove/workFile";
import { recover } from "./recover";

const reports = join(root, "reports");

/** `make prove`: every scenario, or those that NAME names, switched on, shown by real traffic, and the start state restored. */
main(async () => {
  const scenarios = chooseScenarios(process.env.NAME);
  refuseUnprovable(stack);
  await prepare(new Phases());
  const recovery = await recover(say);
  const rollout = new Rollout(join(reports, "prove.log"));
  const work = new WorkFile(stack);
  const interruption = new Interruption();
  const session = new Session(scenarios, work, rollout, interruption);
  if (!recovery.takesOver) session.refuseForeign();
  const since = Date.now();
  const failures: string[] = [];
  // Whatever goes wrong, what comes after it is done too.
  const attempt = async (task: () => Promise<void> | void) => {
    try {
      await task();
    } catch (error) {
      failures.push(message(error));
    }
  };
  await attempt(() =>
    session.run(recovery).catch((error: unknown) => {
      interruption.check();
      throw error;
    }),
  );
  work.remove();
  await attempt(() => restore(rollout));
  interruption.release();
  const proofs = [...session.proofs, ...failures.map(aborted)];
  await attempt(() => write(proofs));
  if (failures.length > 0) throw new Error(failures.join("\n"));
  say(`All of it took ${((Date.now() - since) / 1000).toFixed(0)} s.`);
  return proofs.every(proven) ? 0 : 1;
});

/** The state that the stack's own file describes; a Pulumi that was killed meanwhile may have left something to mend. */
async function restore(rollout: Rollout): Promise<void> {
  say("Restoring what the stack's file says");
  try {
    await rollout.up(await recover(say));
  } catch (error) {
    const { STACK_FILE } = process.env;
    const names = [...(stack === "dev" ? [] : [`STACK=${stack}`]), ...(STACK_FILE ? [`STACK_FILE=${STACK_FILE}`] : [])];
    const again = ["make up", ...names].join(" ");
    throw new Error(`The start state could not be restored: \`${again}\` tries it again.\n${message(error)}`, {
      cause: error,
    });
  }
}

function write(proofs: Proof[]): void {
  console.log(table(proofs));
  mkdirSync(reports, { recursive: true });
  writeFileSync(join(reports, "prove.xml"), junit(proofs));
  writeFileSync(join(reports, "prove.md"), markdown(proofs));
  console.log(`The same as JUnit XML and Markdown: ${relative(process.cwd(), reports)}/prove.xml and prove.md`);
}
