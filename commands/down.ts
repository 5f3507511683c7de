import { existsSync } from "node:fs";
import { kubeconfig } from "../cluster/layout";
import { isLocal } from "./environment";
import { main } from "./main";
import { options } from "./options";
import { Phases } from "./phases";
import { prepare } from "./prepare";
import { pulumi } from "./pulumi";
import { istioCrds } from "./istioCrds";

/** `make down`: removes what the stack made, in the reverse of the order in which it was made. */
main(async () => {
  if (isLocal() && !existsSync(kubeconfig)) {
    console.log("No local cluster here, so nothing is installed.");
    return 0;
  }
  const extra = await prepare(new Phases());
  const code = await pulumi(["destroy", "--yes", ...options()], extra);
  if (code !== 0) return code;
  const left = istioCrds();
  if (left.length === 0) return 0;
  console.log(
    `\nWhat stays: ${left.length} custom resource definitions of Istio, because removing one removes every object of ` +
      "its kind,\nother people's too. `make purge` removes them.",
  );
  return 0;
});
