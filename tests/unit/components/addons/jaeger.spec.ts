import assert from "node:assert/strict";
import type { RawSettings } from "../../../../config";
import { allDependencies, named, ofKind } from "../../support/recorder";
import { install, valueOf } from "./support";

const spec = async (jaeger: object, stack: RawSettings = {}) => {
  const resources = await install({ jaeger }, stack);
  return named(resources, "jaeger-telemetry").inputs.spec as unknown;
};

describe("Jaeger", () => {
  it("is one process with its traces in memory, which takes OpenTelemetry's and Zipkin's spans", async () => {
    const resources = await install({ jaeger: {} });
    const said = (...path: string[]) => valueOf(resources, "jaeger", "userconfig", ...path);
    assert.deepEqual(said("service", "pipelines", "traces", "receivers"), ["otlp", "zipkin"]);
    assert.deepEqual(said("receivers"), {
      otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } },
      zipkin: { endpoint: "0.0.0.0:9411" },
    });
    assert.deepEqual(Object.keys(said("extensions", "jaeger_storage", "backends", "memory") as object), ["memory"]);
    assert.deepEqual(said("extensions", "jaeger_query", "http"), { endpoint: "0.0.0.0:16686" });
    // Else looking at traces would make some.
    assert.equal(said("extensions", "jaeger_query", "enable_tracing"), false);
    assert.equal(valueOf(resources, "jaeger", "fullnameOverride"), "jaeger");
  });

  it("has every proxy report to it, as many calls as the mesh says", async () => {
    const tracing = (name: string, share: number) => ({
      tracing: [{ providers: [{ name }], randomSamplingPercentage: share }],
    });
    assert.deepEqual(await spec({}), tracing("jaeger", 1));
    assert.deepEqual(
      await spec({ protocol: "zipkin" }, { mesh: { traceSampling: 100 } }),
      tracing("jaeger-zipkin", 100),
    );
    assert.deepEqual(await spec({}, { mesh: { traceSampling: 0 } }), tracing("jaeger", 0));
    const resources = await install({ jaeger: {} }, { mesh: { namespace: { name: "istio-system" } } });
    const telemetry = named(resources, "jaeger-telemetry");
    const { name, namespace } = telemetry.inputs.metadata;
    assert.deepEqual([name, namespace], ["mesh-default", "istio-system"]);
    assert.ok(allDependencies(resources, telemetry).has(named(resources, "jaeger-release").urn));
  });

  it("opens its page on the nodes only where it is told to", async () => {
    assert.equal(ofKind(await install({ jaeger: {} }), "Service").length, 0);
    const { metadata, spec } = named(await install({ jaeger: { nodePort: 31686 } }), "jaeger-nodeport").inputs;
    assert.deepEqual([metadata.name, metadata.namespace], ["jaeger-query-nodeport", "istio-system"]);
    // Else the policy pack would refuse it.
    assert.match(metadata.annotations["istio-guard.ignore/addon-exposure"] ?? "", /addons\.jaeger\.nodePort/);
    assert.deepEqual(spec, {
      type: "NodePort",
      // Labels that the chart gives its pods.
      selector: { "app.kubernetes.io/name": "jaeger", "app.kubernetes.io/instance": "jaeger" },
      ports: [{ name: "http-query", port: 16686, targetPort: 16686, nodePort: 31686 }],
    });
  });
});
