import assert from "node:assert/strict";
import { IstioMesh } from "../../../../components/mesh/istio";
import type { Mesh } from "../../../../components/mesh/mesh";
import { platforms } from "../../../../components/platforms";
import type { RawSettings, Settings } from "../../../../config";
import { parseSettings } from "../../../../config";
import { toJaeger } from "../../support/meshes";
import type { Registered } from "../../support/recorder";
import { allDependencies, named, ofKind, record } from "../../support/recorder";

async function install(settings: RawSettings, platform: Settings["platform"] = "kubernetes") {
  let mesh!: Mesh;
  const resources = await record(() => {
    mesh = new IstioMesh("istio", { mesh: parseSettings({ mesh: settings }).mesh, platform: platforms[platform] });
  });
  return { mesh, resources };
}

const releases = (resources: readonly Registered[]) =>
  ofKind(resources, "Release").map(({ inputs }) => `${inputs.namespace}/${inputs.name}`);

describe("Istio by its charts", () => {
  it("is installed in order, each step after all before it", async () => {
    const { resources, mesh } = await install({ components: { cni: true } });
    const order = ["istio-namespace", "istio-base", "istio-cni", "istio-istiod", "istio-mtls", "istio-ingress-gateway"];
    for (const [index, name] of order.entries()) {
      const before = allDependencies(resources, named(resources, name));
      for (const earlier of order.slice(0, index)) {
        assert.ok(before.has(named(resources, earlier).urn), `${name} after ${earlier}`);
      }
    }
    assert.deepEqual(mesh.releases, ["istio-base", "istio-cni", "istiod", "istio-ingressgateway"]);
  });

  it("is under strict mutual TLS as a whole, unless the settings say permissive", async () => {
    const policy = async (settings: RawSettings) => named((await install(settings)).resources, "istio-mtls").inputs;
    const strict = await policy({});
    assert.equal(strict.metadata.name, "default");
    assert.equal(strict.metadata.namespace, "istio-system");
    assert.deepEqual(strict.spec, { mtls: { mode: "STRICT" } });
    assert.deepEqual((await policy({ mtls: "PERMISSIVE" })).spec, { mtls: { mode: "PERMISSIVE" } });
  });

  it("gets telemetry settings, and the user's values last", async () => {
    const values = { istiod: { traceSampling: 7, meshConfig: { enableTracing: true } } };
    const { resources } = await install({ traceSampling: 50, accessLogs: true, values });
    assert.deepEqual(named(resources, "istio-istiod").inputs.values, {
      global: { istioNamespace: "istio-system" },
      traceSampling: 7,
      meshConfig: { accessLogFile: "/dev/stdout", enableTracing: true, extensionProviders: toJaeger("istio-system") },
    });
  });

  it("traces nothing where the settings say 0, which the chart would pass over", async () => {
    const { resources } = await install({ traceSampling: 0 });
    const { env } = named(resources, "istio-istiod").inputs.values as { env?: object };
    assert.deepEqual(env, { PILOT_TRACE_SAMPLING: "0" });
  });

  it("lets calls to unknown hosts out, unless the settings say otherwise", async () => {
    const meshConfig = async (settings: RawSettings) =>
      named((await install(settings)).resources, "istio-istiod").inputs.values.meshConfig;
    const extensionProviders = toJaeger("istio-system");
    assert.deepEqual(await meshConfig({}), { extensionProviders });
    assert.deepEqual(await meshConfig({ outboundTraffic: "REGISTRY_ONLY" }), {
      outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
      extensionProviders,
    });
  });

  it("never sets what istiod itself writes into its webhooks", async () => {
    const { resources } = await install({ components: { cni: true } });
    assert.doesNotMatch(JSON.stringify(ofKind(resources, "Release")), /failurePolicy|caBundle/i);
  });

  it("waits for every release, for a stated time", async () => {
    for (const { inputs } of ofKind((await install({})).resources, "Release")) {
      assert.equal(inputs.timeout, 300);
      assert.equal(inputs.skipAwait, undefined);
    }
  });

  it("may use a namespace that is there already", async () => {
    const { resources, mesh } = await install({ namespace: { name: "mesh", owned: false } });
    assert.equal(ofKind(resources, "Namespace").length, 0);
    assert.deepEqual(releases(resources), ["mesh/istio-base", "mesh/istiod", "mesh/istio-ingressgateway"]);
    assert.equal(named(resources, "istio-istiod").inputs.values.global.istioNamespace, "mesh");
    assert.equal(mesh.namespace, "mesh");
    assert.equal(mesh.ingress?.namespace, "mesh");
  });
});

describe("Istio's components", () => {
  const cases: [string, RawSettings, string[]][] = [
    ["base off", { base: false }, ["istio-system/istiod", "istio-system/istio-ingressgateway"]],
    ["gateway off", { gateway: false }, ["istio-system/istio-base", "istio-system/istiod"]],
    ["istiod and gateway off", { istiod: false, gateway: false }, ["istio-system/istio-base"]],
    ["all off", { base: false, istiod: false, gateway: false }, []],
    [
      "cni on",
      { cni: true },
      ["istio-system/istio-base", "istio-system/istio-cni", "istio-system/istiod", "istio-system/istio-ingressgateway"],
    ],
  ];
  for (const [title, components, expected] of cases) {
    it(`can be switched: ${title}`, async () => {
      const { resources, mesh } = await install({ components });
      assert.deepEqual(releases(resources), expected);
      assert.equal(mesh.ingress === undefined, components.gateway === false);
      assert.equal(ofKind(resources, "PeerAuthentication").length, components.istiod === false ? 0 : 1);
    });
  }

  it("tell the injector about cni, so that pods need no NET_ADMIN", async () => {
    const { values } = named((await install({ components: { cni: true } })).resources, "istio-istiod").inputs;
    assert.deepEqual(values.cni, { enabled: true });
    assert.deepEqual(values.pilot, { cni: { enabled: true } });
  });
});

describe("Istio on OpenShift", () => {
  it("gets the platform's chart values everywhere, and cni in kube-system", async () => {
    const { resources } = await install({}, "openshift");
    assert.deepEqual(releases(resources), [
      "istio-system/istio-base",
      "kube-system/istio-cni",
      "istio-system/istiod",
      "istio-system/istio-ingressgateway",
    ]);
    for (const { name, inputs } of ofKind(resources, "Release")) {
      assert.equal(inputs.values.global.platform, "openshift", name);
    }
  });

  it("lets cni be left to somebody else", async () => {
    const { resources } = await install({ components: { cni: false } }, "openshift");
    assert.ok(!releases(resources).includes("kube-system/istio-cni"));
  });
});

describe("The ingress gateway", () => {
  const gateway = async (settings: RawSettings) => {
    const { resources, mesh } = await install({ gateway: settings });
    return { inputs: named(resources, "istio-ingress-gateway").inputs, ingress: mesh.ingress };
  };

  it("is selected by its release name without the leading istio-", async () => {
    assert.deepEqual((await gateway({})).ingress?.selector, { istio: "ingressgateway" });
    assert.deepEqual((await gateway({ name: "edge" })).ingress?.selector, { istio: "edge" });
  });

  it("opens the port that the settings name, on the node too", async () => {
    const { inputs, ingress } = await gateway({ serviceType: "NodePort", httpPort: 8080, httpNodePort: 30080 });
    assert.equal(inputs.values.service.type, "NodePort");
    assert.deepEqual(inputs.values.service.ports[1], {
      name: "http2",
      port: 8080,
      protocol: "TCP",
      targetPort: 80,
      nodePort: 30080,
    });
    assert.equal(ingress?.httpPort, 8080);
  });

  it("takes the user's values last", async () => {
    const { resources } = await install({ values: { gateway: { service: { type: "ClusterIP" }, autoscaling: {} } } });
    const { values } = named(resources, "istio-ingress-gateway").inputs;
    assert.equal(values.service.type, "ClusterIP");
    assert.equal(values.service.ports.length, 3);
    assert.deepEqual(values.autoscaling, {});
  });
});

describe("The egress gateway", () => {
  it("is not there unless it is asked for", async () => {
    const { resources, mesh } = await install({});
    assert.equal(mesh.egress, undefined);
    assert.ok(!releases(resources).includes("istio-system/istio-egressgateway"));
  });

  it("is a release of its own behind the control plane, reached from within the cluster, and counts its calls", async () => {
    const { resources, mesh } = await install({ components: { egressGateway: true }, namespace: { name: "mesh" } });
    const release = named(resources, "istio-egress-gateway");
    assert.equal(release.inputs.name, "istio-egressgateway");
    assert.deepEqual(release.inputs.values.service, { type: "ClusterIP" });
    assert.deepEqual((release.inputs.values as { podAnnotations?: object }).podAnnotations, {
      "proxy.istio.io/config": '{"proxyStatsMatcher":{"inclusionRegexps":["cluster\\\\.outbound.*upstream_rq_total"]}}',
    });
    assert.ok(allDependencies(resources, release).has(named(resources, "istio-istiod").urn));
    assert.deepEqual(mesh.egress, {
      namespace: "mesh",
      service: "istio-egressgateway",
      selector: { istio: "egressgateway" },
    });
    assert.deepEqual(mesh.releases, ["istio-base", "istiod", "istio-ingressgateway", "istio-egressgateway"]);
  });

  it("takes the user's values last", async () => {
    const values = { egressGateway: { service: { type: "LoadBalancer" }, autoscaling: { enabled: false } } };
    const { resources } = await install({ components: { egressGateway: true }, values });
    const given = named(resources, "istio-egress-gateway").inputs.values;
    assert.equal(given.service.type, "LoadBalancer");
    assert.deepEqual(given.autoscaling, { enabled: false });
  });
});
