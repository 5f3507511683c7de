import { subscriptions } from "./foreignOperators";
import type { Operator } from "./operators";
import { operatorsOf } from "./operators";
import type { Check, Problem } from "./problem";

/** The API of OLM's package server, which shows what catalogs hold. */
const api = "packages.operators.coreos.com/v1";
const manifests = "packagemanifests.packages.operators.coreos.com";

interface Manifest {
  metadata: { name: string };
  status: { catalogSource: string; catalogSourceNamespace: string; channels: { name: string }[] };
}

interface Subscription {
  metadata: { name: string };
  spec: Pick<Operator, "channel" | "source" | "sourceNamespace">;
  status?: { installedCSV?: string };
}

/**
 * The catalogs have what the stack subscribes to. Otherwise OLM would install nothing, and the stack wait until it gives up. What is
 * installed already needs its catalog no more.
 */
export const packages: Check = ({ settings: { mesh }, cluster, apis }) => {
  if (!apis.has(api)) return [];
  const wanted = operatorsOf(mesh).filter(({ install }) => install);
  const homes = [...new Set(wanted.map(({ namespace }) => namespace))];
  return homes.flatMap((home) => {
    const there = cluster.list<Subscription>(subscriptions, home);
    const missing = wanted.filter((one) => one.namespace === home && !there.some((other) => installs(other, one)));
    // A namespace is shown its own catalogs and those for all: the ones that OLM looks into for it.
    const shown = missing.length === 0 ? [] : cluster.list<Manifest>(manifests, home);
    return missing.flatMap((one) => packageProblem(one, shown));
  });
};

const installs = ({ metadata, spec, status }: Subscription, operator: Operator): boolean =>
  metadata.name === operator.package &&
  spec.channel === operator.channel &&
  catalogOf(spec) === catalogOf(operator) &&
  status?.installedCSV !== undefined;

const catalogOf = ({ source, sourceNamespace }: Pick<Operator, "source" | "sourceNamespace">) =>
  `${sourceNamespace}/${source}`;

function packageProblem(operator: Operator, shown: readonly Manifest[]): Problem[] {
  const offers = shown
    .filter(({ metadata }) => metadata.name === operator.package)
    .map(({ status: { catalogSourceNamespace, catalogSource, channels } }) => ({
      catalog: `${catalogSourceNamespace}/${catalogSource}`,
      channels: channels.map(({ name }) => name),
    }));
  const object = `Package ${operator.package} of catalog ${catalogOf(operator)}`;
  const offer = offers.find(({ catalog }) => catalog === catalogOf(operator));
  if (offer?.channels.includes(operator.channel)) return [];
  if (offer) {
    const found = `it has no channel ${operator.channel}, but ${offer.channels.join(", ")}`;
    return [{ object, found, todo: `name one of them: istio-mesh:${operator.key}.channel` }];
  }
  const others =
    offers.length > 0 ? `; ${offers.map(({ catalog }) => catalog).join(", ")} has` : ", nor has another one";
  const todo = `name a catalog that has it (istio-mesh:${operator.key}.source), or ${without(operator)}`;
  return [{ object, found: `the catalog does not have it${others}`, todo }];
}

/** How to do without it. */
function without({ key, api, addon }: Operator): string {
  const off = `istio-mesh:${key}.install: false`;
  if (api) return `set ${off} if it is there already`;
  return `leave it out: ${off}${addon ? `, and no istio-mesh:addons.${addon}` : ""}`;
}
