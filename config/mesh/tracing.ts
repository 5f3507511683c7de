import type { z } from "zod";
import { oneOf, port, section } from "../leaves";
import { destinationHost } from "../traffic/leaves";

/** `mesh.tracing`: a backend for traces that this stack does not install. The Jaeger addon is one that it does. */
export const tracing = section({
  /** How proxies report their spans: OpenTelemetry over gRPC, or Zipkin's API. */
  protocol: oneOf(["otlp", "zipkin"]).default("otlp"),
  /** Its host, which the mesh must know: a service of the cluster, or a host among externalServices. */
  service: destinationHost(),
  port: port(),
});

export type TracingSettings = z.output<typeof tracing>;
