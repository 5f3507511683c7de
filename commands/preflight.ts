import type { Settings } from "../config";
import { settingsOfStackFile } from "../config/stackFile";
import { hasOwnBackend, stack } from "./environment";
import { options } from "./options";
import type { Cluster } from "./preflight/cluster";
import { stackCluster } from "./preflight/cluster";
import { directRoutes } from "./preflight/directRoutes";
import { foreignOperators } from "./preflight/foreignOperators";
import { kubernetesVersion } from "./preflight/kubernetesVersion";
import { lostOperators } from "./preflight/lostOperators";
import { packages } from "./preflight/packages";
import type { Check, Problem } from "./preflight/problem";
import { rights } from "./preflight/rights";
import { servedApis } from "./preflight/servedApis";
import { unservedKinds } from "./preflight/unservedKinds";
import { exportState } from "./pulumi";
import type { State } from "./state";
import { readState } from "./state";

const checks: Check[] = [
  kubernetesVersion,
  servedApis,
  rights,
  foreignOperators,
  packages,
  lostOperators,
  directRoutes,
];
/** What stands in the way of a removal only by what it would wait for in vain. */
const removalChecks: Check[] = [lostOperators, unservedKinds];

/**
 * Whether a stack needs what not every cluster has. Istio's charts of today on Kubernetes need nothing but rights, and the local
 * cluster gives all of them.
 */
export const asksCluster = ({ platform, mesh }: Settings, local: boolean): boolean =>
  !local || platform !== "kubernetes" || mesh.kind !== "istio";

/**
 * Refuses, before anything is changed, a cluster on which the stack could only be installed, or removed, in part: one error with
 * all problems.
 */
export function preflight(
  { removes }: { removes: boolean },
  settings: Settings = settingsOfStackFile(stack),
  cluster: Cluster = stackCluster,
  stateOf: () => State = ownState,
): void {
  const refreshes = options().includes("--refresh");
  const given = { settings, cluster, apis: cluster.apis(), state: stateOf(), removes, refreshes };
  const problems = (removes ? removalChecks : checks).flatMap((check) => {
    try {
      return check(given);
    } catch (error) {
      return [unanswered(error)];
    }
  });
  if (problems.length === 0) return;
  const lines = problems.map(({ object, found, todo }) => `  ${object}: ${found}; ${todo}`);
  const what = removes ? "removed from" : "installed on";
  throw new Error(`Stack ${stack} cannot be ${what} its cluster, and nothing was changed:\n${lines.join("\n")}`);
}

const ownState = () => (hasOwnBackend() ? exportState() : readState()) ?? {};

/** A question that the cluster does not answer is a problem, too: the others are told with it. */
const unanswered = (error: unknown): Problem => ({
  object: "A question to the cluster",
  found: (error as Error).message,
  todo: "this has to be known before anything is changed",
});
