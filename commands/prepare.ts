import { ownProfile, profileProblem } from "../cluster/profile";
import { refuseMachine, startCluster } from "../cluster/start";
import { readStackFile, settingsOfStackFile } from "../config/stackFile";
import { findTool } from "../tools/catalog";
import { ensureTools } from "../tools/ensure";
import { isLocal, stack } from "./environment";
import type { Phases } from "./phases";
import { asksCluster, preflight } from "./preflight";
import { ensureStack } from "./pulumi";

/** Tools that a stack needs on any cluster; the others make up the local one. */
const everywhere = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-kubernetes", "kubectl"].map(findTool);

/** Progress goes to standard error: standard output is Pulumi's, so that a diff can be kept. */
export const say = (line: string) => console.error(line);

/**
 * Everything a Pulumi run needs: a good config first, then tools, a cluster unless the person named one, the stack, and a cluster
 * that is fit for it.
 */
export async function prepare(phases: Phases, { removes = false } = {}): Promise<void> {
  const local = isLocal();
  if (local) refuseOtherProfile();
  const settings = await phases.run("config", () => settingsOfStackFile(stack));
  if (local) refuseMachine();
  // Those that make up a local cluster come with it: each profile has its own.
  await phases.run("tools", () => ensureTools(everywhere, say));
  if (local) await phases.run("cluster", () => startCluster(say, settings));
  await phases.run("stack", ensureStack);
  // What is to be removed may be of another kind than the settings are by now.
  if (removes || asksCluster(settings, local)) await phases.run("preflight", () => preflight({ removes }));
}

/** Before the config is checked: what lies beneath it on the local cluster of another profile is not for this stack. */
function refuseOtherProfile(): void {
  const problem = profileProblem(readStackFile(stack), ownProfile());
  if (problem) throw new Error(problem);
}
