import { main } from "./main";
import { options } from "./options";
import { Phases } from "./phases";
import { prepare, say } from "./prepare";
import { previewSpeed } from "./previewSpeed";
import { pulumi } from "./pulumi";
import { policyOptions } from "./policyOptions";
import { announceRoutes } from "./replaceRoutes";

/** `make preview`: the diff that `up` would make, with the policy pack's findings. DIFF=1 shows it in full. */
main(async () => {
  await prepare(new Phases());
  const diff = process.env.DIFF ? ["--diff"] : [];
  const code = await pulumi(["preview", ...diff, ...policyOptions(), ...options()], previewSpeed());
  if (code === 0) announceRoutes(say);
  return code;
});
