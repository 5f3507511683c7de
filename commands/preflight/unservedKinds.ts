import { operatorPackages } from "../../config/mesh/operatorPackages";
import { make } from "../doctor/steps";
import type { Cluster } from "./cluster";
import { csvs, ownedCrds, subscriptionType, type Csv } from "./foreignOperators";
import { operatedKinds } from "./operated";
import type { Check } from "./problem";
import { ownObjects } from "./problem";
import { olm } from "./servedApis";

/** Operators that make no control plane. */
const besides = [operatorPackages.elasticsearch, operatorPackages.jaeger, operatorPackages.kiali];

/** The same as lostOperators where the operator is another's: then nothing but its version in the cluster tells that it is there. */
export const unservedKinds: Check = (given) => {
  const { cluster, apis, state } = given;
  const own = [...ownObjects(state, subscriptionType)];
  if (!apis.has(olm) || own.some((name) => !besides.some((one) => name.endsWith(`/${one}`)))) return [];
  const kinds = operatedKinds(given);
  const served = kinds.length === 0 ? undefined : servedKinds(cluster);
  const lost = kinds.filter((kind) => served?.has(kind) === false);
  if (lost.length === 0) return [];
  return [
    {
      object: `This stack's ${lost.join(" and ")}`,
      found: "no ClusterServiceVersion in the cluster owns that: the operator that has to clean up after them is gone",
      todo: `have it installed again, and then \`${make("down")}\` has it to wait for; or, where one runs that did not come with OLM, \`kubectl delete\` them first`,
    },
  ];
};

/** What the cluster's operators own. Undefined where the account may not ask: that is no reason to refuse a removal. */
function servedKinds(cluster: Cluster): Set<string> | undefined {
  try {
    // OLM copies an operator's version into every namespace.
    const versions = cluster.list<Csv>(csvs, undefined, "olm.copiedFrom");
    return new Set(versions.flatMap((version) => [...ownedCrds(version)]));
  } catch (error) {
    if (!(error as Error).message.includes("Forbidden")) throw error;
    return undefined;
  }
}
