import type { Route, Service } from "../../../../commands/dashboards/find";

type Port = NonNullable<Service["spec"]["ports"]>[number];

/** A Service as the cluster lists it. */
export const service = (
  name: string,
  port: number | Port[],
  { namespace = "istio-system", annotations, ...spec }: Partial<Service["spec"] & Service["metadata"]> = {},
): Service => ({
  metadata: { name, namespace, annotations },
  spec: { selector: { app: name }, ports: typeof port === "number" ? [{ port }] : port, ...spec },
});

export const certified = { "service.beta.openshift.io/serving-cert-secret-name": "kiali-cert" };

export const route = (to: string, host?: string, spec: Partial<Route["spec"]> = { tls: {} }): Route => ({
  metadata: { namespace: "istio-system" },
  spec: { host, to: { kind: "Service", name: to }, ...spec },
});
