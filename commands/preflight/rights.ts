import type { MeshSettings, Settings } from "../../config";
import { gatewayNamespace } from "../gatewayNamespace";
import { operatorsOf } from "./operators";
import type { Check } from "./problem";

/** What an account may do, as a SelfSubjectAccessReview asks for it. */
export interface Right {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  /** Absent: in the whole cluster. */
  namespace?: string;
}

/** The account may make what the stack is made of. */
export const rights: Check = ({ settings, cluster }) => {
  const needed = neededRights(settings);
  if (needed.length === 0) return [];
  const allowed = cluster.allowed(needed);
  return needed
    .filter((_, index) => !allowed[index])
    .map((right) => ({
      object: `Right to ${asked(right)}`,
      found: "this kubeconfig's account lacks it",
      todo: "ask an administrator for it, or for an account that has it (kubectl auth can-i)",
    }));
};

/** As kubectl writes it: "create routes.route.openshift.io --subresource=custom-host -n istio-system". */
function asked({ verb, group, resource, subresource, namespace }: Right): string {
  return [
    verb,
    group ? `${resource}.${group}` : resource,
    ...(subresource ? [`--subresource=${subresource}`] : []),
    ...(namespace ? ["-n", namespace] : []),
  ].join(" ");
}

const create = (group: string, resource: string, namespace?: string): Right => ({
  verb: "create",
  group,
  resource,
  ...(namespace === undefined ? {} : { namespace }),
});

const rbac = "rbac.authorization.k8s.io";

/** One of each sort that some accounts lack; who has these has the others. */
function neededRights({ platform, mesh, namespaces }: Settings): Right[] {
  const root = mesh.namespace.name;
  const gateway = gatewayNamespace(mesh);
  const installed = operatorsOf(mesh).filter(({ install }) => install);
  const homes = [...new Set(installed.map(({ namespace }) => namespace))];
  // Some operators come with a namespace of their own.
  const owns = mesh.namespace.owned || namespaces.some(({ owned }) => owned) || installed.length > 0;
  return [
    // With the charts they are the stack's own; an operator may only be installed by who could give it such.
    ...(installsChart(mesh, "istiod") || installed.length > 0
      ? [create(rbac, "clusterroles"), create(rbac, "clusterrolebindings")]
      : []),
    ...homes.map((home) => create("operators.coreos.com", "subscriptions", home)),
    ...controlPlane(mesh, root),
    ...(owns ? [create("", "namespaces")] : []),
    ...(platform === "openshift"
      ? [
          create("route.openshift.io", "routes", gateway),
          // A host that the router does not make up itself (OpenShift: route/v1, spec.host).
          { ...create("route.openshift.io", "routes", gateway), subresource: "custom-host" },
        ]
      : []),
  ];
}

/** Of the charts that older Istio has, none can be left out. */
const installsChart = ({ kind, components }: MeshSettings, chart: "base" | "istiod"): boolean =>
  kind === "legacyIstio" || (kind === "istio" && components[chart]);

function controlPlane(mesh: MeshSettings, root: string): Right[] {
  switch (mesh.kind) {
    case "maistra":
      return ["servicemeshcontrolplanes", "servicemeshmemberrolls"].map((kind) => create("maistra.io", kind, root));
    case "sail":
      return ["istios", "istiocnis"].map((resource) => create("sailoperator.io", resource));
    case "istio":
    case "legacyIstio":
      return installsChart(mesh, "base") ? [create("apiextensions.k8s.io", "customresourcedefinitions")] : [];
  }
}
