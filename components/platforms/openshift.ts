import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { Platform } from "./platform";

/**
 * OpenShift: workloads join by their pods, each host gets a Route to the ingress gateway, and pods run under the
 * restricted-v2 constraint, which gives out user IDs and no NET_ADMIN (istio: manifests/charts/install-OpenShift.md).
 */
export const openshift: Platform = {
  name: "openshift",
  chartValues: { global: { platform: "openshift" } },
  needsCni: true,
  chartNamespaces: { cni: "kube-system" },
  assignsUserIds: true,
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
  exposeHosts(name, hosts, { namespace, service, tls = false }, opts) {
    return hosts.map(
      (host) =>
        new CustomResource(
          `${name}-route-${host}`,
          {
            apiVersion: "route.openshift.io/v1",
            kind: "Route",
            metadata: { name: `${name}-${host}`, namespace },
            spec: {
              host,
              to: { kind: "Service", name: service, weight: 100 },
              port: { targetPort: tls ? "https" : "http2" },
              // The router passes TLS on unread; plain HTTP it sends to the same host under TLS.
              ...(tls ? { tls: { termination: "passthrough", insecureEdgeTerminationPolicy: "Redirect" } } : {}),
              wildcardPolicy: "None",
            },
          },
          opts,
        ),
    );
  },
};
