import { packages } from "./catalog";
import { namespaceOf, type Subscription, type View } from "./view";

/** Either the version that each Subscription is to get, or why the whole namespace gets none. */
export type Resolution = { versions: ReadonlyMap<Subscription, string> } | { failure: string };

type Found = { version: string } | { problem: string };

/**
 * What OLM's resolver finds for a namespace's Subscriptions that have no version yet. It solves them together: one that cannot be
 * satisfied holds up all. Sentences as in OLM (operator-lifecycle-manager v0.28.0, pkg/controller/registry/resolver).
 */
export function resolve(namespace: string, view: View): Resolution {
  const versions = new Map<Subscription, string>();
  for (const one of view.subscriptions) {
    if (namespaceOf(one) !== namespace || one.status?.currentCSV) continue;
    const found = wanted(one, view);
    const problem = "problem" in found ? found.problem : leftBehind(one, found.version, view);
    if (problem !== undefined) return { failure: `constraints not satisfiable: ${problem}` };
    if ("version" in found) versions.set(one, found.version);
  }
  return { versions };
}

function wanted({ metadata: { name }, spec }: Subscription, { catalogSources }: View): Found {
  const { source, sourceNamespace, name: packageName, channel = "", startingCSV } = spec;
  const failed = (what: string): Found => ({
    problem: `no operators found ${what} referenced by subscription ${name}, subscription ${name} exists`,
  });
  if (!catalogSources.some((one) => one.metadata.name === source && namespaceOf(one) === sourceNamespace)) {
    return failed(`from catalog ${source} in namespace ${sourceNamespace}`);
  }
  const known = packages[packageName];
  if (known?.source !== source) return failed(`in package ${packageName} in the catalog`);
  const version = startingCSV ?? known.csvPrefix + known.version;
  return version.startsWith(known.csvPrefix)
    ? { version }
    : failed(`with name ${version} in channel ${channel} of package ${packageName} in the catalog`);
}

/** A version that an earlier Subscription left behind is taken for a person's own, which OLM neither adopts nor replaces. */
function leftBehind({ metadata, spec }: Subscription, version: string, view: View): string | undefined {
  const { namespace = "", name } = metadata;
  const siblings = view.subscriptions.filter((one) => namespaceOf(one) === namespace);
  const claimed = new Set(siblings.map(({ status }) => status?.currentCSV));
  const prefix = packages[spec.name]?.csvPrefix ?? "";
  const left = view.csvs.find(
    (csv) => namespaceOf(csv) === namespace && csv.metadata.name.startsWith(prefix) && !claimed.has(csv.metadata.name),
  )?.metadata.name;
  if (left === undefined) return undefined;
  const offered = `${spec.source}/${spec.sourceNamespace}/${spec.channel ?? ""}/${version}`;
  return (
    `subscription ${name} requires ${offered}, subscription ${name} exists, ` +
    `clusterserviceversion ${left} exists and is not referenced by a subscription, ` +
    `@existing/${namespace}//${left} and ${offered} originate from package ${spec.name}`
  );
}
