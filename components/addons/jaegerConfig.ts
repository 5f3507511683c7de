import { jaegerPorts } from "../mesh/extensionProviders";
import { addonPorts } from "./services";

/**
 * How many traces the memory holds; the oldest goes when another comes. Go lets a heap grow to twice of what lives in it: with the
 * memory limit of 1 GiB that is 50 KiB for each.
 */
const maxTraces = 10_000;

const everywhere = (port: number) => `0.0.0.0:${port}`;

/**
 * The configuration of Jaeger 2, all in one process and in memory. Written out, since the built-in one listens on localhost
 * unless the image says otherwise, opens the older protocols' ports too, and keeps ten times as many traces
 * (jaegertracing/jaeger: cmd/jaeger/internal/all-in-one.yaml).
 */
export const jaegerConfig = {
  service: {
    extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
    pipelines: {
      traces: { receivers: ["otlp", "zipkin"], processors: ["batch"], exporters: ["jaeger_storage_exporter"] },
    },
    telemetry: {
      resource: { "service.name": "jaeger" },
      metrics: {
        level: "detailed",
        readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: 8888 } } } }],
      },
    },
  },
  extensions: {
    jaeger_storage: { backends: { memory: { memory: { max_traces: maxTraces } } } },
    jaeger_query: {
      // Else every look at its page would be a trace of its own among the mesh's (jaegerquery/factory.go).
      enable_tracing: false,
      storage: { traces: "memory" },
      http: { endpoint: everywhere(addonPorts.jaeger) },
      grpc: { endpoint: everywhere(16685) },
    },
    // The chart's probes ask it.
    healthcheckv2: { use_v2: true, http: { endpoint: everywhere(13133) } },
  },
  receivers: {
    otlp: {
      protocols: { grpc: { endpoint: everywhere(jaegerPorts.otlp) }, http: { endpoint: everywhere(4318) } },
    },
    zipkin: { endpoint: everywhere(jaegerPorts.zipkin) },
  },
  processors: { batch: {} },
  exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
};
