/**
 * Addons stay outside of the mesh: what watches it must not depend on it, Prometheus asks proxies in plain text, and proxies
 * report to Jaeger whether or not the mesh's certificates work.
 */
export const outsideMesh = { "sidecar.istio.io/inject": "false" };

/** What the restricted profile of Kubernetes' Pod Security Standards asks of a container. */
export const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** The same, and no file of the image can be changed. */
export const restrictedReadOnly = { ...restricted, readOnlyRootFilesystem: true };

/** What containers ask for and may use at most. CPU has no limit: a throttled addon shows gaps. */
export const resources = (cpu: string, memory: string, most: string) => ({
  requests: { cpu, memory },
  limits: { memory: most },
});
