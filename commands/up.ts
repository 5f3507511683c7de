import { main } from "./main";
import { options } from "./options";
import { Phases } from "./phases";
import { prepare } from "./prepare";
import { policyOptions, pulumi } from "./pulumi";
import { summary } from "./summary";

/** `make up`: from nothing to a serving mesh, judged by the policy pack before anything is changed. */
main(async () => {
  const phases = new Phases();
  const extra = await prepare(phases);
  const code = await phases.run("pulumi up", () => pulumi(["up", "--yes", ...policyOptions(), ...options()], extra));
  if (code === 0) await summary(phases);
  return code;
});
