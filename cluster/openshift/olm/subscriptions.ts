import { createHash } from "node:crypto";
import { resolve } from "./resolve";
import { namespaceOf, pathOf, type Subscription, type View, type Write } from "./view";

const now = () => new Date().toISOString();

/** Name of the InstallPlan that the simulation makes for a Subscription. */
export const planName = ({ metadata }: Subscription): string =>
  `install-${createHash("sha256")
    .update(metadata.uid ?? metadata.name)
    .digest("hex")
    .slice(0, 5)}`;

/** The label by which OLM gathers what belongs to an operator (pkg/controller/operators/decorators/operator.go). */
export const componentLabel = (one: Subscription): Record<string, string> => ({
  [`operators.coreos.com/${one.spec.name}.${namespaceOf(one)}`]: "",
});

/** From resolution to installedCSV, for the Subscriptions of one namespace. */
export function subscriptionSteps(namespace: string, view: View): Write[] {
  const resolution = resolve(namespace, view);
  return view.subscriptions
    .filter((one) => namespaceOf(one) === namespace && !one.metadata.deletionTimestamp)
    .flatMap((one) => {
      if (one.status?.currentCSV) return follow(one, one.status.currentCSV, view);
      if ("failure" in resolution) return refuse(one, resolution.failure);
      const version = resolution.versions.get(one);
      return version === undefined ? [] : plan(one, version);
    });
}

const condition = (type: string, status: "True" | "False", reason: string, message: string) => ({
  ...{ type, status, reason, message },
  lastTransitionTime: now(),
});
const healthy = () =>
  condition("CatalogSourcesUnhealthy", "False", "AllCatalogSourcesHealthy", "all available catalogsources are healthy");

const statusOf = (one: Subscription, status: object): Write => ({
  verb: "merge",
  path: `${pathOf("subscriptions", namespaceOf(one), one.metadata.name)}/status`,
  patch: { status: { lastUpdated: now(), ...status } },
});

function refuse(one: Subscription, message: string): Write[] {
  if (one.status?.conditions?.some((known) => known.type === "ResolutionFailed" && known.message === message))
    return [];
  const failed = condition("ResolutionFailed", "True", "ConstraintsNotSatisfiable", message);
  return [statusOf(one, { conditions: [healthy(), failed] })];
}

/** The InstallPlan, and the Subscription's word that it is on its way. */
function plan(one: Subscription, version: string): Write[] {
  const { name, uid, namespace = "" } = one.metadata;
  const { installPlanApproval = "Automatic", source, sourceNamespace } = one.spec;
  const reference = {
    apiVersion: "operators.coreos.com/v1alpha1",
    kind: "InstallPlan",
    name: planName(one),
    namespace,
  };
  const approved = installPlanApproval === "Automatic";
  const waiting = condition("InstallPlanPending", "True", "RequiresApproval", "");
  return [
    {
      verb: "create",
      path: pathOf("plans", namespace),
      object: {
        apiVersion: "operators.coreos.com/v1alpha1",
        kind: "InstallPlan",
        metadata: {
          name: reference.name,
          namespace,
          labels: componentLabel(one),
          ownerReferences: [
            {
              apiVersion: "operators.coreos.com/v1alpha1",
              kind: "Subscription",
              name,
              uid,
              controller: false,
              blockOwnerDeletion: false,
            },
          ],
        },
        spec: {
          approval: installPlanApproval,
          approved,
          clusterServiceVersionNames: [version],
          source,
          sourceNamespace,
        },
      },
    },
    {
      verb: "merge",
      path: pathOf("subscriptions", namespace, name),
      patch: { metadata: { labels: componentLabel(one) } },
    },
    statusOf(one, {
      currentCSV: version,
      state: "UpgradePending",
      installPlanRef: reference,
      conditions: [healthy(), ...(approved ? [] : [waiting])],
    }),
  ];
}

/** OLM says installed and AtLatestKnown as soon as the CSV exists, in whatever phase (ensureSubscriptionCSVState). */
function follow(one: Subscription, version: string, { csvs }: View): Write[] {
  const exists = csvs.some((csv) => csv.metadata.name === version && namespaceOf(csv) === namespaceOf(one));
  const state = exists ? "AtLatestKnown" : "UpgradePending";
  if (one.status?.state === state) return [];
  return [statusOf(one, { state, ...(exists && { installedCSV: version, conditions: [healthy()] }) })];
}
