import { verdictsOf } from "../policies/parity/run";
import { report } from "../policies/parity/report";
import { findTool } from "../tools/catalog";
import { ensureTools } from "../tools/ensure";
import { binary } from "../tools/paths";
import { main } from "./main";

/** `make policy-parity`: the pack against istioctl's analyzers, over cases, Istio's own tests and samples, and generated meshes. */
main(async () => {
  await ensureTools([findTool("istio-analyze")]);
  return report(await verdictsOf(binary("istio-analyze")));
});
