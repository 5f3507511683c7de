import assert from "node:assert/strict";
import { namespaceTelemetry } from "../../../../components/addons/telemetry";
import { parseSettings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import { allDependencies, named, ofKind, record } from "../../support/recorder";
import { install } from "./support";

describe("Telemetry of the mesh", () => {
  it("is left to istiod where traces go nowhere", async () => {
    assert.equal(ofKind(await install({ prometheus: {} }), "Telemetry").length, 0);
  });

  it("sends spans to a backend of one's own", async () => {
    const tracing = { service: "collector.observability.svc.cluster.local", port: 4317 };
    const resources = await install({}, { mesh: { tracing, traceSampling: 5 } });
    const { inputs } = named(resources, "tracing-telemetry");
    assert.deepEqual([inputs.metadata.name, inputs.metadata.namespace], ["mesh-default", "istio-system"]);
    assert.deepEqual(inputs.spec, {
      tracing: [{ providers: [{ name: "tracing" }], randomSamplingPercentage: 5 }],
    });
  });
});

describe("Telemetry of a namespace", () => {
  const specs = async (telemetry: object | undefined) => {
    const settings = parseSettings({ addons: { jaeger: {} }, namespaces: [{ name: "shop", telemetry }] });
    const resources = await record(() => {
      const { ready } = someMesh();
      namespaceTelemetry(settings.namespaces, () => ready, {});
    });
    for (const resource of ofKind(resources, "Telemetry")) {
      const { name, namespace } = resource.inputs.metadata;
      assert.deepEqual([name, namespace], ["default", "shop"]);
      assert.ok(allDependencies(resources, resource).has(named(resources, "control-plane").urn));
    }
    return ofKind(resources, "Telemetry").map(({ inputs }) => inputs.spec as unknown);
  };

  it("is not there unless the namespace has something of its own", async () => {
    assert.deepEqual(await specs(undefined), []);
  });

  it("traces more or less there than elsewhere", async () => {
    assert.deepEqual(await specs({ traceSampling: 100 }), [{ tracing: [{ randomSamplingPercentage: 100 }] }]);
    assert.deepEqual(await specs({ traceSampling: 0 }), [{ tracing: [{ randomSamplingPercentage: 0 }] }]);
  });

  it("switches access logs on or off there", async () => {
    const providers = [{ name: "envoy" }];
    assert.deepEqual(await specs({ accessLogs: true }), [{ accessLogging: [{ providers }] }]);
    assert.deepEqual(await specs({ accessLogs: false }), [{ accessLogging: [{ providers, disabled: true }] }]);
  });
});
