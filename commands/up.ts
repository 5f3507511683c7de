import { refuseForeignNamespaces } from "./foreignNamespaces";
import { install } from "./install";
import { main } from "./main";
import { options } from "./options";
import { Phases } from "./phases";
import { prepare, say } from "./prepare";
import { policyOptions } from "./pulumi";
import { recover } from "./recover";
import { summary } from "./summary";

/** `make up`: from nothing to a serving mesh, judged by the policy pack before anything is changed. */
main(async () => {
  const phases = new Phases();
  await prepare(phases);
  const recovery = await recover(say);
  if (!recovery.takesOver) refuseForeignNamespaces();
  const code = await phases.run("pulumi up", () => install(recovery, [...policyOptions(), ...options()]));
  if (code === 0) await summary(phases);
  return code;
});
