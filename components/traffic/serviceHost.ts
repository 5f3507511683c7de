/** The full name of a service: a short one is completed with the namespace of whoever says it. */
export const serviceHost = (service: string, namespace: string): string => `${service}.${namespace}.svc.cluster.local`;
