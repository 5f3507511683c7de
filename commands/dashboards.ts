import { findTool } from "../tools/catalog";
import { ensureTools } from "../tools/ensure";
import { openInBrowser } from "./dashboards/browser";
import { look, refuseWithoutCluster } from "./dashboards/look";
import { show } from "./dashboards/show";
import { kubectl } from "./kubectl";
import { main } from "./main";
import { portForward } from "./portForward";
import { say } from "./prepare";
import { kubectlStart } from "./prove/distribution/kubectlAsync";
import { onSignals } from "./signals";

/** `make dashboards`: opens what shows the traffic of the stack's cluster on this machine, until Ctrl-C. */
main(async () => {
  refuseWithoutCluster();
  await ensureTools([findTool("kubectl")], say);
  const end = new AbortController();
  const release = onSignals(() => end.abort());
  try {
    const open = portForward.bind(undefined, kubectlStart());
    return await show(look(), { open, ask: kubectl, say, print: console.log, openInBrowser, end: end.signal });
  } finally {
    release();
  }
});
