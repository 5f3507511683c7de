import { operatorsOf } from "./operators";
import type { Check } from "./problem";
import { ownObjects } from "./problem";
import { olm } from "./servedApis";

interface Subscription {
  metadata: { namespace: string; name: string };
  spec: { name: string };
}

/** What OLM keeps of an operator, as kubectl calls it. */
export const subscriptions = "subscriptions.operators.coreos.com";
export const csvs = "clusterserviceversions.operators.coreos.com";

/** A version of an operator, as OLM keeps it. */
export interface Csv {
  spec: { customresourcedefinitions?: { owned?: { name: string }[] } };
}

/** The custom resource definitions that an operator owns. There is an entry for each version of a kind. */
export const ownedCrds = ({ spec }: Csv): Set<string> =>
  new Set((spec.customresourcedefinitions?.owned ?? []).map(({ name }) => name));

/** The type of a Subscription in a stack's state. */
export const subscriptionType = `kubernetes:${olm}:Subscription`;

/**
 * Operators that somebody else installed. Of two that own the same APIs, OLM lets one fail (InterOperatorGroupOwnerConflict,
 * https://olm.operatorframework.io/docs/advanced-tasks/operator-scoping-with-operatorgroups/), and the stack would wait for
 * it in vain or take the other's place.
 */
export const foreignOperators: Check = ({ settings: { mesh }, cluster, apis, state }) => {
  const wanted = operatorsOf(mesh).filter(({ install }) => install);
  if (wanted.length === 0 || !apis.has(olm)) return [];
  const own = ownObjects(state, subscriptionType);
  const foreign = cluster
    .list<Subscription>(subscriptions)
    .filter(({ metadata: { namespace, name } }) => !own.has(`${namespace}/${name}`));
  return wanted.flatMap((operator) =>
    foreign
      .filter(({ spec }) => spec.name === operator.package)
      .map(({ metadata: { namespace, name } }) => ({
        object: `Subscription ${namespace}/${name}`,
        found: `it has installed ${operator.package}, and this stack did not make it`,
        todo: `set istio-mesh:${operator.key}.install: false, and its operator is used as it is`,
      })),
  );
};
