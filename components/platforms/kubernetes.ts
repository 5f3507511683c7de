import type { Platform } from "./platform";

/** Any conformant Kubernetes: workloads join by a label of their namespace, the gateway's Service is the way in. */
export const kubernetes: Platform = {
  name: "kubernetes",
  chartValues: {},
  needsCni: false,
  chartNamespaces: {},
  assignsUserIds: false,
  membership(injection) {
    const namespaceLabels: Record<string, string> =
      typeof injection === "object" ? { "istio.io/rev": injection.revision } : { "istio-injection": injection };
    return { namespaceLabels, podLabels: {}, podAnnotations: {} };
  },
  admit: () => [],
  admitIds: () => [],
  exposeHosts: () => [],
};
