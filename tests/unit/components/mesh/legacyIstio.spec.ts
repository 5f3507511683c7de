import assert from "node:assert/strict";
import { LegacyIstioMesh } from "../../../../components/mesh/legacyIstio";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";
import type { Registered } from "../../support/recorder";
import { allDependencies, named, ofKind, record } from "../../support/recorder";

/** The kind's own group, and the addons beside it. */
type Own = RawSettings & { addons?: RawSettings };

async function install({ addons, ...legacyIstio }: Own = {}, others: RawSettings = {}, servesTls = false) {
  let mesh!: LegacyIstioMesh;
  const settings = parseSettings({ mesh: { kind: "legacyIstio", legacyIstio, ...others }, addons });
  const resources = await record(() => {
    mesh = new LegacyIstioMesh("istio", { mesh: settings.mesh, addons: settings.addons, servesTls });
  });
  return { mesh, resources };
}

const inputsOf = (resources: readonly Registered[], name: string) =>
  named(resources, name).inputs as unknown as Record<string, unknown>;
const valuesOf = async (legacyIstio: Own = {}, others: RawSettings = {}, servesTls = false) =>
  inputsOf((await install(legacyIstio, others, servesTls)).resources, "istio-istio").values as Values;

interface Values {
  global: Record<string, unknown>;
  gateways: Record<string, { type: string; ports: { name: string; nodePort?: number }[]; sds: unknown }>;
  pilot: { traceSampling: unknown };
  [chart: string]: unknown;
}

describe("Istio by istio-init and istio", () => {
  it("is installed in order, each step after all before it", async () => {
    const { resources, mesh } = await install();
    const order = ["istio-namespace", "istio-istio-init", "istio-crds", "istio-istio", "istio-mtls"];
    for (const [index, name] of order.entries()) {
      const before = allDependencies(resources, named(resources, name));
      for (const earlier of order.slice(0, index)) {
        assert.ok(before.has(named(resources, earlier).urn), `${name} after ${earlier}`);
      }
    }
    assert.equal(mesh.ready.length, order.length);
    assert.deepEqual(mesh.releases, ["istio-init", "istio"]);
  });

  it("gives the rest of the program its gateway and the API version that it serves", async () => {
    const { mesh } = await install({}, { gateway: { httpPort: 8080 }, namespace: { name: "mesh" } });
    assert.equal(mesh.networking, "networking.istio.io/v1alpha3");
    assert.deepEqual(mesh.ingress, {
      namespace: "mesh",
      service: "istio-ingressgateway",
      selector: { istio: "ingressgateway" },
      httpPort: 8080,
      httpsPort: 443,
    });
  });

  it("may use a namespace that is there already", async () => {
    const { resources } = await install({}, { namespace: { name: "mesh", owned: false } });
    assert.equal(ofKind(resources, "Namespace").length, 0);
    assert.deepEqual(
      ofKind(resources, "Release").map(({ inputs }) => `${inputs.namespace}/${inputs.name}`),
      ["mesh/istio-init", "mesh/istio"],
    );
  });

  it("takes each release's charts from Istio's repository of that release", async () => {
    const { resources } = await install({ version: "1.3.1" });
    for (const chart of ["istio-init", "istio"]) {
      const { chart: name, version, repositoryOpts } = inputsOf(resources, `istio-${chart}`);
      const repo = "https://storage.googleapis.com/istio-release/releases/1.3.1/charts";
      assert.deepEqual({ name, version, repositoryOpts }, { name: chart, version: "1.3.1", repositoryOpts: { repo } });
    }
  });

  it("takes them from another repository, or from a folder", async () => {
    const own = inputsOf((await install({ charts: { url: "https://charts.example.com" } })).resources, "istio-istio");
    assert.deepEqual(own.repositoryOpts, { repo: "https://charts.example.com" });
    const { resources } = await install({ charts: { from: "folder", path: "/charts" } });
    const folder = inputsOf(resources, "istio-istio-init");
    assert.deepEqual(
      [folder.chart, folder.version, folder.repositoryOpts],
      ["/charts/istio-init", undefined, undefined],
    );
  });

  it("waits for the Jobs of istio-init, and for every release a stated time", async () => {
    const { resources } = await install();
    const init = inputsOf(resources, "istio-istio-init");
    assert.deepEqual([init.waitForJobs, init.timeout, init.skipAwait], [true, 300, undefined]);
    const istio = inputsOf(resources, "istio-istio");
    assert.deepEqual([istio.timeout, istio.skipAwait], [600, undefined]);
  });
});

describe("The Job that waits for the definitions", () => {
  const podOf = async (legacyIstio: Own = {}) => {
    const { resources } = await install(legacyIstio);
    const job = named(resources, "istio-crds").inputs;
    assert.equal(job.metadata.namespace, "istio-system");
    return job.spec.template.spec;
  };

  it("waits until all that the chart's ConfigMaps hold is established", async () => {
    const pod = await podOf();
    const [{ image, volumeMounts, ...container }] = pod.containers as unknown as [Record<string, unknown>];
    assert.equal(image, "docker.io/istio/kubectl:1.5.10");
    assert.deepEqual(container.command, [
      "kubectl",
      "wait",
      "--for=condition=Established",
      "--timeout=120s",
      "-f",
      "/etc/istio/crds",
    ]);
    assert.deepEqual(volumeMounts, [{ name: "crds", mountPath: "/etc/istio/crds", readOnly: true }]);
    const sources = ["10", "11", "12", "14", "all", "mixer", "certmanager-10", "certmanager-11"].map((part) => ({
      configMap: { name: `istio-crd-${part}`, optional: true },
    }));
    assert.deepEqual(pod.volumes, [{ name: "crds", projected: { sources } }]);
  });

  it("uses the account and the image of istio-init, also where the user's values change it", async () => {
    const pod = await podOf({
      hub: "registry.example.com/istio",
      values: { init: { global: { tag: "1.5.10-fips" } } },
    });
    assert.equal(pod.serviceAccountName, "istio-init-service-account");
    assert.equal(pod.containers[0]?.image, "registry.example.com/istio/kubectl:1.5.10-fips");
  });
});

describe("The values of the chart istio", () => {
  it("are the guide's, from the settings that every mesh has", async () => {
    const values = await valuesOf({ addons: { jaeger: {} } }, { traceSampling: 100, accessLogs: true });
    assert.deepEqual(values.global, {
      hub: "docker.io/istio",
      tag: "1.5.10",
      mtls: { enabled: true },
      proxy: { accessLogFile: "/dev/stdout" },
      outboundTrafficPolicy: { mode: "ALLOW_ANY" },
    });
    assert.deepEqual(values.pilot, { traceSampling: 100 });
    assert.deepEqual(values.tracing, { enabled: true });
    assert.deepEqual(values.sidecarInjectorWebhook, { rewriteAppHTTPProbe: true });
  });

  it("switch mutual TLS, access logs and the way out", async () => {
    const { global } = await valuesOf({}, { mtls: "PERMISSIVE", outboundTraffic: "REGISTRY_ONLY" });
    assert.deepEqual(global.mtls, { enabled: false });
    assert.deepEqual(global.proxy, { accessLogFile: "" });
    assert.deepEqual(global.outboundTrafficPolicy, { mode: "REGISTRY_ONLY" });
  });

  it("trace nothing when that is asked for: the number 0 would be dropped, and Pilot's own default is all", async () => {
    assert.deepEqual((await valuesOf({}, { traceSampling: 0 })).pilot, { traceSampling: "0" });
  });

  it("switch each addon", async () => {
    const switches = ({ prometheus, grafana, kiali, tracing, servicegraph }: Values) => ({
      prometheus,
      grafana,
      kiali,
      tracing,
      servicegraph,
    });
    const [on, off] = [{ enabled: true }, { enabled: false }];
    assert.deepEqual(switches(await valuesOf()), {
      prometheus: off,
      grafana: off,
      kiali: off,
      tracing: off,
      servicegraph: undefined,
    });
    const addons = { prometheus: {}, grafana: {}, kiali: {}, jaeger: {} };
    assert.deepEqual(switches(await valuesOf({ version: "1.1.17", serviceGraph: true, addons })), {
      prometheus: on,
      grafana: on,
      kiali: on,
      tracing: on,
      servicegraph: on,
    });
    assert.deepEqual((await valuesOf({ addons: { prometheus: { enabled: false } } })).prometheus, off);
  });

  it("open the gateway's ports, on the node only where the settings say so", async () => {
    const gateway = async (settings: RawSettings) =>
      (await valuesOf({}, { gateway: settings })).gateways["istio-ingressgateway"];
    assert.deepEqual(await gateway({ serviceType: "NodePort", httpPort: 8080, httpNodePort: 31380 }), {
      type: "NodePort",
      ports: [
        { name: "status-port", port: 15020, targetPort: 15020 },
        { name: "http2", port: 8080, targetPort: 8080, nodePort: 31380 },
        { name: "https", port: 443, targetPort: 443 },
      ],
      sds: { enabled: false },
    });
    const closed = await gateway({ serviceType: "ClusterIP" });
    assert.ok(closed?.ports.every((port) => !("nodePort" in port)));
  });

  it("let the gateway serve certificates from Secrets where a host needs one", async () => {
    const { gateways } = await valuesOf({}, {}, true);
    assert.deepEqual(gateways["istio-ingressgateway"]?.sds, { enabled: true });
  });

  it("take the user's last", async () => {
    const istio = { pilot: { traceSampling: 5, resources: {} }, gateways: { "istio-ingressgateway": { ports: [] } } };
    const { pilot, gateways } = await valuesOf({ values: { istio } });
    assert.deepEqual(pilot, { traceSampling: 5, resources: {} });
    assert.deepEqual(gateways["istio-ingressgateway"]?.ports, []);
    assert.equal(gateways["istio-ingressgateway"]?.type, "LoadBalancer");
  });

  it("hold nothing that is null or not set", async () => {
    assert.doesNotMatch(JSON.stringify(await valuesOf()), /null/);
  });
});

describe("Jaeger's page on the nodes", () => {
  const services = async (jaeger?: RawSettings) => {
    const { resources } = await install(jaeger ? { addons: { jaeger } } : {});
    return ofKind(resources, "Service").map(({ inputs: { metadata, spec } }) => ({ name: metadata.name, spec }));
  };

  it("is a Service of its own to the chart's pods, where the settings name a port", async () => {
    assert.deepEqual(await services({ nodePort: 31686 }), [
      {
        name: "jaeger-query-nodeport",
        spec: {
          type: "NodePort",
          selector: { app: "jaeger" },
          ports: [{ name: "http-query", port: 16686, targetPort: 16686, nodePort: 31686 }],
        },
      },
    ]);
  });

  it("is nowhere else", async () => {
    assert.deepEqual(await services(), []);
    assert.deepEqual(await services({}), []);
    assert.deepEqual(await services({ enabled: false, nodePort: 31686 }), []);
  });

  it("comes after the chart that has its pods", async () => {
    const { resources } = await install({ addons: { jaeger: { nodePort: 31686 } } });
    const before = allDependencies(resources, named(resources, "istio-jaeger-query-nodeport"));
    assert.ok(before.has(named(resources, "istio-istio").urn));
  });
});

describe("The mesh-wide mutual TLS of that time", () => {
  const parts = async (legacyIstio: Own, others: RawSettings = {}) => {
    const { resources } = await install(legacyIstio, others);
    return resources
      .filter(({ name }) => name.startsWith("istio-mtls"))
      .map(({ type, inputs: { metadata, spec } }) => [type.split(":").at(-1), metadata.name, spec]);
  };
  const policy = (mode: string) => ["MeshPolicy", "default", { peers: [{ mtls: { mode } }] }];
  const rule = (name: string, host: string, mode: string) => [
    "DestinationRule",
    name,
    { host, trafficPolicy: { tls: { mode } } },
  ];
  const callers = [
    rule("default", "*.local", "ISTIO_MUTUAL"),
    rule("api-server", "kubernetes.default.svc.cluster.local", "DISABLE"),
  ];

  it("is one policy where sidecars find out by themselves whom to call with it", async () => {
    assert.deepEqual(await parts({}), [policy("STRICT")]);
    assert.deepEqual(await parts({ version: "1.4.10", values: { istio: { global: { mtls: { auto: true } } } } }), [
      policy("STRICT"),
    ]);
  });

  it("is also a rule for callers where they do not, as before 1.5", async () => {
    assert.deepEqual(await parts({ version: "1.4.10" }), [policy("STRICT"), ...callers]);
    assert.deepEqual(await parts({ values: { istio: { global: { mtls: { auto: false } } } } }), [
      policy("STRICT"),
      ...callers,
    ]);
  });

  it("tells the policy pack why one of them is plain text", async () => {
    const { resources } = await install({ version: "1.4.10" });
    assert.equal(
      named(resources, "istio-mtls-api-server").inputs.metadata.annotations["istio-guard.ignore/istio-mutual"],
      "the API server has no sidecar",
    );
  });

  it("may be permissive, which asks nothing of callers", async () => {
    assert.deepEqual(await parts({ version: "1.4.10" }, { mtls: "PERMISSIVE" }), [policy("PERMISSIVE")]);
  });

  it("is this program's own, not the chart's Job's, which nothing would remove", async () => {
    assert.deepEqual((await valuesOf()).security, { createMeshPolicy: false });
    const { resources } = await install();
    const { metadata } = named(resources, "istio-mtls").inputs;
    assert.equal(metadata.annotations["pulumi.com/deletionPropagationPolicy"], "background");
  });
});
