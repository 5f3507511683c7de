import type { AddonsSettings, MeshSettings } from "../../config";
import { addonNames } from "../../config";

/** How proxies report spans: OpenTelemetry over gRPC, or Zipkin's API. */
export type TracingProtocol = "otlp" | "zipkin";

/** Ports of Jaeger's Service by what they take. */
export const jaegerPorts: Record<TracingProtocol, number> = { otlp: 4317, zipkin: 9411 };

/** Names by which Telemetry resources call the Jaeger addon. */
export const jaegerProviders: Record<TracingProtocol, string> = { otlp: "jaeger", zipkin: "jaeger-zipkin" };

/** The name by which they call the backend of `mesh.tracing`. */
export const ownTracingProvider = "tracing";

/** The name by which AuthorizationPolicies call the external authorizer. One for all addons: Istio asks one at the same pods. */
export const addonsAuthorizer = "addons-authorizer";

/**
 * `extensionProviders` of the mesh config: where Telemetry and AuthorizationPolicies may send to. None of them does anything until
 * such a resource names it. Those for Jaeger are always there, and the authorizer as long as an addon has it in its group, on or
 * off: to switch an addon then changes nothing of the control plane.
 */
export function extensionProviders({ namespace, tracing }: MeshSettings, addons: AddonsSettings): object[] {
  const jaeger = (protocol: TracingProtocol) =>
    tracer(protocol, jaegerProviders[protocol], `jaeger.${namespace.name}.svc.cluster.local`, jaegerPorts[protocol]);
  const own = tracing ? [tracer(tracing.protocol, ownTracingProvider, tracing.service, tracing.port)] : [];
  return [jaeger("otlp"), jaeger("zipkin"), ...own, ...authorizer(addons)];
}

const tracer = (protocol: TracingProtocol, name: string, service: string, port: number) => ({
  name,
  [protocol === "otlp" ? "opentelemetry" : "zipkin"]: { service, port },
});

/** An HTTP check: what oauth2-proxy and the like read, set and answer with. An authorizer that fails lets nobody in. */
function authorizer(addons: AddonsSettings): object[] {
  const [externalAuthorizer] = addonNames.flatMap(
    (name) => addons[name]?.expose?.authentication.externalAuthorizer ?? [],
  );
  if (!externalAuthorizer) return [];
  return [
    {
      name: addonsAuthorizer,
      envoyExtAuthzHttp: {
        ...externalAuthorizer,
        includeRequestHeadersInCheck: ["authorization", "cookie", "x-forwarded-for", "x-forwarded-proto"],
        headersToUpstreamOnAllow: ["authorization", "x-auth-request-user", "x-auth-request-email"],
        headersToDownstreamOnAllow: ["set-cookie"],
        headersToDownstreamOnDeny: ["content-type", "set-cookie"],
      },
    },
  ];
}
