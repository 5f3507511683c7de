import { inCluster } from "../layout";

/** OLM's namespace for operators that serve the whole cluster; the Maistra operator's own. */
export const operatorNamespace = "openshift-operators";

/** Where the catalogs are. */
export const catalogNamespace = "openshift-marketplace";

/** The node that exists only as an object. */
export const simulatedNode = "simulated";

/** Names of this ground's processes. */
export const daemons = {
  kwok: "kwok",
  olm: "olm-simulation",
  webhooks: "mesh-webhook-stubs",
  operator: "maistra-operator",
};

/** Where they listen on the node's address; the Maistra operator on every address (its cmd/manager/main.go). */
export const ports = {
  /** The operator's own webhooks. */
  operator: 11999,
  /** Webhooks of istiod (v2.0: resources/helm/v2.0/istio-control/istio-discovery/templates/service.yaml). */
  istiod: 15017,
  /** Webhooks of galley and the injector (v1.1: resources/helm/v1.1/istio/charts, galley and sidecarInjectorWebhook). */
  legacy: 8443,
};

/** Files of this ground. */
export const inOpenshift = (...path: string[]): string => inCluster("openshift", ...path);
