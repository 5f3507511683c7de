import type { MeshSettings } from "../../config";
import type { RouteSettings } from "../../config/routes";
import type { Platform } from "./platform";
import { hostRoute } from "./route";
import { constraintFor, ownIds } from "./securityContext";

export interface OpenshiftOptions {
  /** Default: the router ends TLS, and sends plain callers there. */
  routes?: RouteSettings;
  /** Whether sidecars redirect their pod's traffic themselves, without Istio's CNI plugin. Default: false. */
  inPods?: boolean;
}

/**
 * OpenShift: workloads join by their pods, each host gets a Route to the ingress gateway, and pods run under the
 * restricted-v2 constraint, which gives out user IDs and no NET_ADMIN (istio: manifests/charts/install-OpenShift.md).
 */
export const openshift = ({ routes, inPods = false }: OpenshiftOptions = {}): Platform => ({
  name: "openshift",
  chartValues: { global: { platform: "openshift" } },
  needsCni: true,
  chartNamespaces: { cni: "kube-system" },
  // The constraint for redirecting pods gives none out: see securityContext.ts.
  assignsUserIds: !inPods,
  membership(injection) {
    const inject = String(injection !== "disabled");
    const revision: Record<string, string> =
      typeof injection === "object" ? { "istio.io/rev": injection.revision } : {};
    return {
      namespaceLabels: {},
      // Istio's webhook selects by the label; OpenShift Service Mesh 2 by the annotation.
      podLabels: { "sidecar.istio.io/inject": inject, ...revision },
      podAnnotations: { "sidecar.istio.io/inject": inject },
    };
  },
  admit: (name, home, opts) => (inPods ? constraintFor(name, home, opts) : []),
  admitIds: ownIds,
  exposeHosts: (name, hosts, to, opts) => hosts.map((host) => hostRoute(name, host, to, routes, opts)),
});

/**
 * Whether a stack runs its mesh on OpenShift without any CNI plugin: its istiod is told so. (With `components.cni: false`
 * alone, the plugin is somebody else's: Istio's values for this platform keep it on.) Operators always bring their plugin.
 */
export function redirectsInPods({ kind, values }: MeshSettings): boolean {
  const { pilot } = values.istiod as { pilot?: { cni?: { enabled?: unknown } } | null };
  return kind === "istio" && pilot?.cni?.enabled === false;
}
