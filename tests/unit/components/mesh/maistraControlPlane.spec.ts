import assert from "node:assert/strict";
import { controlPlaneV1 } from "../../../../components/mesh/maistra/controlPlaneV1";
import { controlPlaneV2 } from "../../../../components/mesh/maistra/controlPlaneV2";
import { MaistraMesh } from "../../../../components/mesh/maistra/maistraMesh";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";
import { maistraSettings } from "../../../../config/mesh/maistra";
import { named, record } from "../../support/recorder";

const settingsOf = (mesh: RawSettings, addons?: RawSettings) =>
  parseSettings({ platform: "openshift", mesh: { kind: "maistra", ...mesh }, addons });

const v2 = (own: RawSettings = {}, switches?: RawSettings) => {
  const { mesh, addons } = settingsOf(own, switches);
  return controlPlaneV2(mesh, maistraSettings(mesh), addons);
};

const v1 = ({ maistra = {}, ...own }: { maistra?: RawSettings } & RawSettings = {}, switches?: RawSettings) => {
  const { mesh, addons } = settingsOf({ ...own, maistra: { version: "v1.1", ...maistra } }, switches);
  return controlPlaneV1(mesh, maistraSettings(mesh), addons);
};

const install = (maistra: RawSettings, switches?: RawSettings) => {
  const { mesh, addons } = settingsOf({ maistra }, switches);
  return record(() => new MaistraMesh("istio", { mesh, addons }));
};

const made = async (maistra: RawSettings = {}, switches?: RawSettings) =>
  named(await install(maistra, switches), "istio-control-plane");

describe("A ServiceMeshControlPlane", () => {
  it("is of the second API, with the guide's name", async () => {
    const { type, inputs } = await made();
    assert.equal(type, "kubernetes:maistra.io/v2:ServiceMeshControlPlane");
    assert.equal(inputs.metadata.name, "basic-install");
    assert.deepEqual(inputs.spec, v2());
  });

  it("of v1.1 is of the first API", async () => {
    const { type, inputs } = await made({ version: "v1.1", name: "guide" });
    assert.equal(type, "kubernetes:maistra.io/v1:ServiceMeshControlPlane");
    assert.equal(inputs.metadata.name, "guide");
    assert.deepEqual(inputs.spec, v1());
  });

  it("is waited for until it is reconciled and ready, and its deletion until the operator is done", async () => {
    const { annotations } = (await made()).inputs.metadata;
    assert.deepEqual(annotations, {
      "pulumi.com/deletionPropagationPolicy": "background",
      "pulumi.com/waitFor": '["condition=Reconciled","condition=Ready"]',
    });
  });

  it("of v1.1 is waited for in the second API, anew with each change: in the first it shows no conditions", async () => {
    const ready = async (settings: RawSettings = {}) => {
      const resources = await install({ version: "v1.1", ...settings });
      const { metadata } = named(resources, "istio-control-plane").inputs;
      assert.deepEqual(metadata.annotations, {
        "pulumi.com/deletionPropagationPolicy": "background",
        // Else an update would wait for conditions that the other has put on the object, and that are not shown here.
        "pulumi.com/skipAwait": "true",
      });
      const { type, inputs } = named(resources, "istio-control-plane-ready");
      assert.equal(type, "kubernetes:maistra.io/v2:ServiceMeshControlPlanePatch");
      assert.deepEqual([inputs.metadata.name, inputs.metadata.namespace], [metadata.name, metadata.namespace]);
      assert.equal(inputs.metadata.annotations["pulumi.com/waitFor"], '["condition=Reconciled","condition=Ready"]');
      return inputs.metadata.annotations["istio-mesh/spec"];
    };
    const seen = await ready();
    assert.equal(await ready(), seen);
    assert.notEqual(await ready({ disablePolicyChecks: true }), seen);
  });

  it("of v1.1 comes before its members all the same, and the wait goes with it", async () => {
    const { mesh, addons } = settingsOf({ maistra: { version: "v1.1", extraMembers: ["shop"] } });
    const resources = await record(() => new MaistraMesh("istio", { mesh, addons }).enroll([]));
    const [plane, ready, roll] = ["control-plane", "control-plane-ready", "member-roll"].map((part) =>
      named(resources, `istio-${part}`),
    );
    assert.deepEqual(ready?.dependencies, [plane?.urn]);
    assert.equal(ready?.deletedWith, plane?.urn);
    assert.ok(roll?.dependencies.includes(ready?.urn ?? ""));
  });

  it("takes the user's own spec last, group by group", async () => {
    const spec = {
      runtime: { components: { pilot: { container: {} } } },
      security: { dataPlane: { automtls: false } },
    };
    assert.deepEqual((await made({ spec })).inputs.spec, {
      ...v2(),
      runtime: spec.runtime,
      security: { controlPlane: { mtls: true }, dataPlane: { mtls: true, automtls: false } },
    });
  });
});

describe("A control plane of OpenShift Service Mesh 2", () => {
  it("says all that the settings say by default", () => {
    assert.deepEqual(v2(), {
      version: "v2.6",
      security: { controlPlane: { mtls: true }, dataPlane: { mtls: true, automtls: true } },
      tracing: { type: "None", sampling: 100 },
      proxy: { networking: { trafficControl: { outbound: { policy: "ALLOW_ANY" } } } },
      gateways: { ingress: { enabled: true, service: { type: "ClusterIP" } }, openshiftRoute: { enabled: false } },
      addons: { prometheus: { enabled: false }, grafana: { enabled: false }, kiali: { enabled: false } },
    });
  });

  it("takes plain text where the settings are permissive, but not between sidecars and istiod", () => {
    assert.deepEqual(v2({ mtls: "PERMISSIVE" }).security, {
      controlPlane: { mtls: true },
      dataPlane: { mtls: false, automtls: true },
    });
  });

  it("samples in hundredths of a percent", () => {
    for (const [percent, sampling] of [
      [0, 0],
      [0.01, 1],
      [0.29, 29],
      [57.3, 5730],
      [100, 10000],
    ]) {
      assert.equal(v2({ traceSampling: percent }).tracing.sampling, sampling);
    }
  });

  it("traces nothing at 0, which its chart passes over", () => {
    const runtime = { components: { pilot: { container: { env: { PILOT_TRACE_SAMPLING: "0" } } } } };
    assert.deepEqual(v2({ traceSampling: 0 }).runtime, runtime);
    assert.deepEqual(v2({ traceSampling: 0.004 }).runtime, runtime);
    assert.equal(v2({ traceSampling: 0.01 }).runtime, undefined);
  });

  it("logs accesses, and keeps calls within the mesh, where the settings say so", () => {
    assert.deepEqual(v2({ accessLogs: true, outboundTraffic: "REGISTRY_ONLY" }).proxy, {
      accessLogging: { file: { name: "/dev/stdout" } },
      networking: { trafficControl: { outbound: { policy: "REGISTRY_ONLY" } } },
    });
  });

  it("installs the addons that are on", () => {
    const { addons, tracing } = v2({}, { prometheus: {}, kiali: {}, grafana: { enabled: false }, jaeger: {} });
    assert.deepEqual(addons, { prometheus: { enabled: true }, grafana: { enabled: false }, kiali: { enabled: true } });
    assert.equal(tracing.type, "Jaeger");
  });

  it("is told of them by the mesh", async () => {
    const addons = { prometheus: {}, jaeger: {} };
    assert.deepEqual((await made({}, addons)).inputs.spec, v2({}, addons));
  });

  it("is of the version that the settings name", () =>
    assert.equal(v2({ maistra: { version: "v2.0" } }).version, "v2.0"));
});

describe("A control plane of OpenShift Service Mesh 1.1", () => {
  it("has the guide's settings, and says its version", () => {
    const { version, istio } = v1({ mtls: "PERMISSIVE" });
    assert.equal(version, "v1.1");
    assert.deepEqual(istio.global, {
      disablePolicyChecks: false,
      mtls: { enabled: false },
      outboundTrafficPolicy: { mode: "ALLOW_ANY" },
    });
  });

  it("traces nothing at 0, which its chart passes over", () => {
    const env = { PILOT_TRACE_SAMPLING: "0" };
    assert.deepEqual(v1({ traceSampling: 0 }).istio.pilot, { traceSampling: 0, env });
    // The operator keeps hundredths of a percent.
    assert.deepEqual(v1({ traceSampling: 0.004 }).istio.pilot, { traceSampling: 0.004, env });
  });

  it("has the same settings as the second API has", () => {
    const own = { accessLogs: true, traceSampling: 100, outboundTraffic: "REGISTRY_ONLY" };
    const addons = { prometheus: {}, kiali: {}, jaeger: {} };
    const { istio } = v1({ ...own, maistra: { disablePolicyChecks: true } }, addons);
    assert.deepEqual(istio, {
      global: {
        disablePolicyChecks: true,
        mtls: { enabled: true },
        outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
        proxy: { accessLogFile: "/dev/stdout" },
      },
      pilot: { traceSampling: 100 },
      gateways: { "istio-ingressgateway": { enabled: true, type: "ClusterIP", ior_enabled: false } },
      prometheus: { enabled: true },
      grafana: { enabled: false },
      kiali: { enabled: true },
      tracing: { enabled: true },
    });
  });
});
