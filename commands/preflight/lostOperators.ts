import type { Settings } from "../../config";
import { operatorPackages } from "../../config/mesh/operatorPackages";
import { lookAgain, make } from "../doctor/steps";
import { csvs, subscriptions, subscriptionType } from "./foreignOperators";
import { operatedKinds } from "./operated";
import { operatorsOf } from "./operators";
import type { Check, Problem } from "./problem";
import { ownObjects } from "./problem";
import { olm } from "./servedApis";

interface Named {
  metadata: { namespace: string; name: string; labels?: Record<string, string> };
}
interface Subscription extends Named {
  status?: { installedCSV?: string };
}

const nameOf = ({ metadata: { namespace, name } }: Named) => `${namespace}/${name}`;

/** Operators that no removal waits for: their objects have no finalizer, and go with the control plane. */
const notWaitedFor = [operatorPackages.elasticsearch, operatorPackages.jaeger];

/**
 * Operators of the stack that are gone from under its control plane. OLM does not bring back a version that was deleted by hand,
 * and without its operator a control plane never goes: a removal would wait for its finalizer until it gives up, and leave
 * namespaces that hang in Terminating (maistra/istio#122).
 */
export const lostOperators: Check = (given) => {
  const { settings, cluster, apis, state, removes, refreshes } = given;
  if (!apis.has(olm)) return [];
  const counts = removes ? isWaitedFor : isInstalledBy(settings);
  const own = [...ownObjects(state, subscriptionType)].filter(counts);
  if (own.length === 0 || operatedKinds(given).length === 0) return [];
  // Not all of the cluster's: OLM copies an operator's version into every namespace.
  const homes = [...new Set(own.map((name) => name.split("/")[0] ?? ""))];
  const there = homes.flatMap((home) => cluster.list<Subscription>(subscriptions, home));
  const versions = homes.flatMap((home) => cluster.list<Named>(csvs, home));
  const unsubscribed = own.filter((name) => !there.some((one) => nameOf(one) === name) && !runs(name, versions));
  return [
    ...there.filter((one) => own.includes(nameOf(one))).flatMap((one) => versionProblem(one, versions)),
    // Pulumi makes them again only where it looks.
    ...(removes || !refreshes ? unsubscribed.map((name) => subscriptionProblem(name, removes)) : []),
  ];
};

const isWaitedFor = (subscription: string) => !notWaitedFor.some((one) => subscription.endsWith(`/${one}`));

const isInstalledBy =
  ({ mesh }: Settings) =>
  (subscription: string) =>
    operatorsOf(mesh).some(
      ({ namespace, package: name, install }) => install && subscription === `${namespace}/${name}`,
    );

/** OLM leaves an operator running whose Subscription is deleted; its version has a label of that (OLM's Operator objects). */
function runs(subscription: string, versions: readonly Named[]): boolean {
  const [namespace = "", name = ""] = subscription.split("/");
  return versions.some(({ metadata: { labels = {} } }) => `operators.coreos.com/${name}.${namespace}` in labels);
}

const again = (then: string) => `\`${lookAgain()}\` installs its operator again${then}`;

function versionProblem({ metadata, status }: Subscription, versions: readonly Named[]): Problem[] {
  const { namespace, name } = metadata;
  const version = status?.installedCSV;
  if (version === undefined || versions.some((one) => nameOf(one) === `${namespace}/${version}`)) return [];
  return [
    {
      object: `Subscription ${namespace}/${name}`,
      found: `it has installed ${version}, which is gone, and OLM does not bring that back by itself`,
      todo: `kubectl delete ${subscriptions} -n ${namespace} ${name}; then ${again("")}`,
    },
  ];
}

const subscriptionProblem = (name: string, removes: boolean): Problem => ({
  object: `Subscription ${name}`,
  found: "it is gone, and so is the operator that has to clean up after the control plane",
  todo: again(removes ? `, and then \`${make("down")}\` has it to wait for` : ""),
});
