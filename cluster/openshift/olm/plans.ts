import { packages } from "./catalog";
import { namespaceOf, pathOf, type InstallPlan, type View, type Write } from "./view";

/** From an InstallPlan to the CSVs that it names: at once, or when a person has approved it. */
export function planSteps(plan: InstallPlan, { subscriptions, catalogSources }: View): Write[] {
  const namespace = namespaceOf(plan);
  const phase = plan.status?.phase;
  if (phase === "Complete") return [];
  const next = !plan.spec.approved ? "RequiresApproval" : phase === "Installing" ? "Complete" : "Installing";
  if (next === phase) return [];
  const status: Write = {
    verb: "merge",
    path: `${pathOf("plans", namespace, plan.metadata.name)}/status`,
    patch: { status: { phase: next, catalogSources: catalogSources.map(({ metadata }) => metadata.name) } },
  };
  if (next !== "Complete") return [status];
  // Else a Subscription that is gone meanwhile would still install something.
  const asked = plan.spec.clusterServiceVersionNames.filter((name) =>
    subscriptions.some((one) => namespaceOf(one) === namespace && one.status?.currentCSV === name),
  );
  return [...asked.map((name) => csv(name, plan)), status];
}

/** The least that the schema wants of a CSV; what its operator needs, the simulation has laid ready (install.ts). */
function csv(name: string, plan: InstallPlan): Write {
  const namespace = namespaceOf(plan);
  const { displayName = name, owned = [] } =
    Object.values(packages).find(({ csvPrefix }) => name.startsWith(csvPrefix)) ?? {};
  return {
    verb: "create",
    path: pathOf("csvs", namespace),
    object: {
      apiVersion: "operators.coreos.com/v1alpha1",
      kind: "ClusterServiceVersion",
      metadata: {
        name,
        namespace,
        labels: plan.metadata.labels,
        annotations: { "istio-mesh.local/simulated": "no operator but Maistra's runs behind this object" },
      },
      spec: {
        displayName,
        customresourcedefinitions: { owned },
        version: /(\d+\.\d+\.\d+.*)$/.exec(name)?.[1] ?? "0.0.0",
        install: { strategy: "deployment", spec: { deployments: [] } },
        installModes: [{ type: "AllNamespaces", supported: true }],
      },
    },
  };
}
