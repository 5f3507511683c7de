import { refuseForeignNamespaces } from "./foreignNamespaces";
import { install } from "./install";
import { options } from "./options";
import { Phases } from "./phases";
import { policyOptions } from "./policyOptions";
import { prepare, say } from "./prepare";
import { recover } from "./recover";
import { replaceRoutes } from "./replaceRoutes";
import { summary } from "./summary";

/** From nothing to a serving mesh as the stack's file says, judged by the policy pack before anything is changed. */
export async function rollOut({ summarised = true } = {}): Promise<number> {
  const phases = new Phases();
  await prepare(phases);
  const recovery = await recover(say);
  if (!recovery.takesOver) refuseForeignNamespaces();
  const code = await phases.run("pulumi up", () => install(recovery, [...policyOptions(), ...options()]));
  if (code === 0) replaceRoutes(say);
  if (code === 0 && summarised) await summary(phases);
  return code;
}
