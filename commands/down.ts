import { existsSync } from "node:fs";
import { kubeconfig } from "../cluster/layout";
import { isLocal } from "./environment";
import { main } from "./main";
import { options } from "./options";
import { Phases } from "./phases";
import { prepare, say } from "./prepare";
import { pulumi } from "./pulumi";
import { recover } from "./recover";
import { install } from "./install";
import { istioCrds } from "./istioCrds";

/** `make down`: removes what the stack made, in the reverse of the order in which it was made. */
main(async () => {
  if (isLocal() && !existsSync(kubeconfig)) {
    console.log("No local cluster here, so nothing is installed.");
    return 0;
  }
  await prepare(new Phases());
  const recovery = await recover(say);
  if (recovery.takesOver) {
    say("What the killed run had begun is finished first, or it would stay behind unknown.");
    // Nobody's options, and no policy: it is all removed next.
    const code = await install(recovery, []);
    if (code !== 0) return code;
  }
  const code = await pulumi(["destroy", "--yes", ...options()], recovery.environment);
  if (code !== 0) return code;
  const left = istioCrds();
  if (left.length === 0) return 0;
  console.log(
    `\nWhat stays: ${left.length} custom resource definitions of Istio, because removing one removes every object of ` +
      "its kind,\nother people's too. `make purge` removes them.",
  );
  return 0;
});
