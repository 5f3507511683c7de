import { catalogs } from "./olm/catalog";
import { catalogNamespace, operatorNamespace } from "./names";

const olm = { apiVersion: "operators.coreos.com/v1alpha1" };

/** Namespaces that every OpenShift has. */
export const namespaces = (): object[] =>
  [operatorNamespace, catalogNamespace].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));

/** What OpenShift itself brings and the operators ask for. */
export const platformObjects = (): object[] => [
  {
    apiVersion: "config.openshift.io/v1",
    kind: "Network",
    metadata: { name: "cluster" },
    // OpenShiftSDN would need one more kind; for both the operator writes NetworkPolicies (memberroll/namespace_reconciler.go).
    spec: { networkType: "Calico" },
  },
  ...catalogs.map((name) => ({
    ...olm,
    kind: "CatalogSource",
    metadata: { name, namespace: catalogNamespace },
    spec: { sourceType: "grpc", displayName: `${name}, simulated`, publisher: "istio-mesh" },
  })),
  {
    apiVersion: "operators.coreos.com/v1",
    kind: "OperatorGroup",
    metadata: { name: "global-operators", namespace: operatorNamespace },
    spec: {},
  },
];
