import assert from "node:assert/strict";
import { AppNamespace } from "../../../../components/apps/appNamespace";
import type { Mesh } from "../../../../components/mesh/mesh";
import { SailMesh } from "../../../../components/mesh/sail/sailMesh";
import { platforms } from "../../../../components/platforms";
import { IngressHosts } from "../../../../components/traffic/ingress";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";
import { titleOf } from "../../../../policies/finding";
import { isJudgement, judge } from "../../../../policies/judge";
import { Mesh as Stack } from "../../../../policies/mesh";
import { active, enforce } from "../../../../policies/options";
import { objectsOf } from "../../../../policies/pulumi/resource";
import { rules } from "../../../../policies/rules";
import { toJaeger } from "../../support/meshes";
import type { Registered } from "../../support/recorder";
import { allDependencies, named, ofKind, record } from "../../support/recorder";

/** The control plane with an app's namespace and host, as the program puts them together. */
async function install(group: object = {}, shared: RawSettings = {}) {
  let mesh!: Mesh;
  const platform = platforms.openshift;
  const settings = parseSettings({
    platform: "openshift",
    mesh: { kind: "sail", sail: group, ...shared },
    namespaces: [{ name: "shop" }],
  });
  const resources = await record(() => {
    mesh = new SailMesh("istio", { mesh: settings.mesh, platform });
    const home = new AppNamespace("shop", { settings: settings.namespaces[0]!, platform, mesh });
    const hosts = { gateway: "shop", namespace: "shop", hosts: ["shop.apps.example.com"], after: home.ready };
    new IngressHosts("shop-ingress", { ...hosts, tls: undefined, ingress: mesh.ingress!, platform });
  });
  return { mesh, resources };
}

/** What a custom resource of the operator says. */
interface Said {
  apiVersion: string;
  metadata: { name: string; annotations: Record<string, string> };
  spec: Record<string, unknown> & { values: { meshConfig: Record<string, unknown>; pilot: object } };
}
const said = (resources: readonly Registered[], name: string) => named(resources, name).inputs as unknown as Said;
const istio = async (group: object = {}, shared: RawSettings = {}) =>
  said((await install(group, shared)).resources, "istio-control-plane");
const names = (resources: readonly Registered[]) => resources.map(({ name }) => name);

describe("OpenShift Service Mesh 3", () => {
  it("is installed in order, each step after all before it, and removed backwards", async () => {
    const { resources } = await install({ updateStrategy: "RevisionBased" });
    const order = [
      "istio-subscription",
      "istio-operator",
      "istio-namespace",
      "istio-gateway-namespace",
      "istio-cni-namespace",
      "istio-cni",
      "istio-control-plane",
      "istio-default-revision",
      "istio-mtls",
      "istio-ingress-deployment",
    ];
    for (const [index, name] of order.entries()) {
      const before = allDependencies(resources, named(resources, name));
      for (const earlier of order.slice(0, index)) {
        assert.ok(before.has(named(resources, earlier).urn), `${name} after ${earlier}`);
      }
    }
    const workload = allDependencies(resources, named(resources, "shop-namespace"));
    assert.ok(workload.has(named(resources, "istio-mtls").urn));
    const route = allDependencies(resources, named(resources, "shop-ingress-route-shop.apps.example.com"));
    assert.ok(route.has(named(resources, "istio-gateway-namespace").urn));
  });

  it("asks for the operator as the settings say", async () => {
    const operator = {
      channel: "stable",
      source: "mirrored",
      sourceNamespace: "catalogs",
      startingCSV: "servicemeshoperator3.v3.4.2",
      approval: "Manual",
    };
    const { metadata, spec } = said((await install({ operator })).resources, "istio-subscription");
    assert.deepEqual(
      [metadata.name, "openshift-operators"],
      ["servicemeshoperator3", Reflect.get(metadata, "namespace")],
    );
    assert.deepEqual(spec, {
      name: "servicemeshoperator3",
      channel: "stable",
      source: "mirrored",
      sourceNamespace: "catalogs",
      startingCSV: "servicemeshoperator3.v3.4.2",
      installPlanApproval: "Manual",
    });
  });

  it("uses an operator and a CNI plugin that are there", async () => {
    const { resources } = await install({ operator: { install: false }, cni: { install: false } });
    for (const absent of ["istio-subscription", "istio-operator", "istio-cni", "istio-cni-namespace"]) {
      assert.ok(!names(resources).includes(absent), absent);
    }
    assert.equal(said(resources, "istio-control-plane").metadata.name, "default");
  });

  it("is the operator's resources, with one CNI plugin for the cluster", async () => {
    const { resources } = await install({ cni: { values: { cni: { logLevel: "debug" } } } });
    const cni = said(resources, "istio-cni");
    assert.deepEqual([cni.apiVersion, cni.metadata.name], ["sailoperator.io/v1", "default"]);
    assert.deepEqual(cni.spec, {
      version: "v1.30-latest",
      namespace: "istio-cni",
      values: { cni: { logLevel: "debug" } },
    });
    const { apiVersion, metadata, spec } = said(resources, "istio-control-plane");
    assert.deepEqual([apiVersion, metadata.name], ["sailoperator.io/v1", "default"]);
    assert.deepEqual(spec, {
      version: "v1.30-latest",
      namespace: "istio-system",
      updateStrategy: { type: "InPlace", inactiveRevisionDeletionGracePeriodSeconds: 30 },
      values: {
        pilot: { traceSampling: 1 },
        meshConfig: {
          extensionProviders: toJaeger("istio-system"),
          discoverySelectors: [{ matchLabels: { "istio-discovery": "enabled" } }],
        },
      },
    });
  });

  it("waits by the operator's conditions, and for its finalizers", async () => {
    const { resources } = await install({ updateStrategy: "RevisionBased", version: "v1.30.3" });
    const of = (name: string) => said(resources, name).metadata.annotations;
    const [wait, deletion] = ["pulumi.com/waitFor", "pulumi.com/deletionPropagationPolicy"] as const;
    assert.equal(of("istio-cni")[wait], "condition=Ready");
    assert.deepEqual(JSON.parse(of("istio-control-plane")[wait]!), [
      "jsonpath={.status.activeRevisionName}=default-v1-30-3",
      "condition=Ready",
    ]);
    assert.equal(of("istio-default-revision")[wait], "condition=Reconciled");
    const policies = ["istio-cni", "istio-control-plane", "istio-default-revision"].map((name) => of(name)[deletion]);
    assert.deepEqual(policies, ["background", "foreground", "background"]);
  });

  it("takes the settings that every kind of control plane has", async () => {
    const { spec } = await istio({}, { traceSampling: 50, accessLogs: true, outboundTraffic: "REGISTRY_ONLY" });
    assert.deepEqual(spec.values.pilot, { traceSampling: 50 });
    assert.equal(spec.values.meshConfig.accessLogFile, "/dev/stdout");
    assert.deepEqual(spec.values.meshConfig.outboundTrafficPolicy, { mode: "REGISTRY_ONLY" });
    assert.deepEqual((await istio({}, { traceSampling: 0 })).spec.values.pilot, { env: { PILOT_TRACE_SAMPLING: "0" } });
  });

  it("takes the user's values last", async () => {
    const values = { pilot: { traceSampling: 7 }, meshConfig: { enableTracing: true } };
    const { spec } = await istio({ values, profile: "demo" }, { accessLogs: true });
    assert.equal(spec.profile, "demo");
    assert.deepEqual(spec.values.pilot, { traceSampling: 7 });
    assert.equal(spec.values.meshConfig.accessLogFile, "/dev/stdout");
    assert.equal(spec.values.meshConfig.enableTracing, true);
  });

  it("is under strict mutual TLS as a whole, unless the settings say permissive", async () => {
    const policy = async (shared: RawSettings) => named((await install({}, shared)).resources, "istio-mtls").inputs;
    const strict = await policy({ namespace: { name: "mesh" } });
    assert.deepEqual([strict.metadata.name, strict.metadata.namespace], ["default", "mesh"]);
    assert.deepEqual(strict.spec, { mtls: { mode: "STRICT" } });
    assert.deepEqual((await policy({ mtls: "PERMISSIVE" })).spec, { mtls: { mode: "PERMISSIVE" } });
  });

  it("leaves mutual TLS to a policy that is there", async () => {
    const { resources } = await install({ peerAuthentication: false });
    assert.equal(ofKind(resources, "PeerAuthentication").length, 0);
  });
});

describe("What OpenShift Service Mesh 3 discovers", () => {
  const labelled = (resources: readonly Registered[], label: string) =>
    [...ofKind(resources, "Namespace"), ...ofKind(resources, "NamespacePatch")]
      .filter(({ inputs }) => label in inputs.metadata.labels)
      .map(({ inputs }) => inputs.metadata.name);

  it("are the namespaces with its label: its own, the gateway's and the apps'", async () => {
    const { resources, mesh } = await install({ discoveryLabels: { mesh: "one" } });
    assert.deepEqual(labelled(resources, "mesh").sort(), ["istio-ingress", "istio-system", "shop"]);
    assert.deepEqual(mesh.namespaceLabels, { mesh: "one" });
    assert.deepEqual(said(resources, "istio-control-plane").spec.values.meshConfig, {
      extensionProviders: toJaeger("istio-system"),
      discoverySelectors: [{ matchLabels: { mesh: "one" } }],
    });
  });

  it("is the whole cluster without labels", async () => {
    const { resources } = await install({ discoveryLabels: {} });
    assert.deepEqual(said(resources, "istio-control-plane").spec.values.meshConfig, {
      extensionProviders: toJaeger("istio-system"),
    });
  });

  it("may be namespaces that are there already: they only get the label", async () => {
    const { resources } = await install({}, { namespace: { name: "mesh", owned: false } });
    assert.deepEqual(
      ofKind(resources, "Namespace").map(({ inputs }) => inputs.metadata.name),
      ["shop"],
    );
    assert.deepEqual(labelled(resources, "istio-discovery").sort(), ["istio-ingress", "mesh", "shop"]);
    const nothing = await install({ discoveryLabels: {} }, { namespace: { owned: false } });
    assert.equal(ofKind(nothing.resources, "NamespacePatch").length, 0);
  });
});

describe("The revision of OpenShift Service Mesh 3", () => {
  const podLabels = (resources: readonly Registered[]) =>
    named(resources, "istio-ingress-deployment").inputs.spec.template.metadata.labels;

  it("is the default one where the control plane is called default and updated in place", async () => {
    const { resources } = await install();
    assert.equal(ofKind(resources, "IstioRevisionTag").length, 0);
    assert.equal(podLabels(resources)["sidecar.istio.io/inject"], "true");
    assert.ok(!("istio.io/rev" in podLabels(resources)));
  });

  it("is tagged as the default one where its name has the version, and its gateway names it", async () => {
    const { resources } = await install({ updateStrategy: "RevisionBased", version: "v1.28.10" });
    const { metadata, spec } = said(resources, "istio-default-revision");
    assert.equal(metadata.name, "default");
    assert.deepEqual(spec, { targetRef: { kind: "Istio", name: "default" } });
    assert.equal(podLabels(resources)["istio.io/rev"], "default-v1-28-10");
  });

  it("leaves the default to another control plane", async () => {
    const group = { name: "second", defaultRevision: false };
    const settings = parseSettings({ platform: "openshift", mesh: { kind: "sail", sail: group } });
    const resources = await record(() => new SailMesh("istio", { mesh: settings.mesh, platform: platforms.openshift }));
    assert.equal(ofKind(resources, "IstioRevisionTag").length, 0);
    assert.equal(podLabels(resources)["istio.io/rev"], "second");
  });
});

describe("The gateway by injection", () => {
  it("is where Routes expect it: ports http2 and https, above those that need a privilege", async () => {
    const { resources, mesh } = await install();
    assert.deepEqual(mesh.ingress, {
      namespace: "istio-ingress",
      service: "istio-ingressgateway",
      selector: { istio: "ingressgateway" },
      httpPort: 80,
      httpsPort: 443,
    });
    const { metadata, spec } = named(resources, "istio-ingress-service").inputs;
    assert.deepEqual([metadata.namespace, metadata.name], ["istio-ingress", "istio-ingressgateway"]);
    assert.equal(spec.type, "ClusterIP");
    assert.deepEqual(spec.ports, [
      { name: "status-port", port: 15021, protocol: "TCP", targetPort: 15021 },
      { name: "http2", port: 80, protocol: "TCP", targetPort: 8080 },
      { name: "https", port: 443, protocol: "TCP", targetPort: 8443 },
    ]);
    const pod = named(resources, "istio-ingress-deployment").inputs.spec.template;
    for (const [label, value] of Object.entries(spec.selector)) assert.equal(pod.metadata.labels[label], value);
    const [route] = ofKind(resources, "Route");
    assert.equal(route?.inputs.metadata.namespace, "istio-ingress");
  });

  it("listens where the settings say", async () => {
    const group = { gateway: { namespace: "outside", serviceType: "LoadBalancer", replicas: 3 } };
    const { resources, mesh } = await install(group, { gateway: { name: "edge", httpPort: 8081 } });
    const { spec } = named(resources, "istio-ingress-service").inputs;
    const http2 = { name: "http2", port: 8081, protocol: "TCP", targetPort: 8080 };
    assert.deepEqual([spec.type, spec.ports[1]], ["LoadBalancer", http2]);
    const deployment = named(resources, "istio-ingress-deployment").inputs;
    assert.equal(deployment.metadata.namespace, "outside");
    assert.equal(Reflect.get(deployment.spec, "replicas"), 3);
    assert.deepEqual(mesh.ingress?.selector, { istio: "edge" });
    assert.equal(mesh.ingress?.httpPort, 8081);
  });

  it("asks for no privilege and no user ID, and leaves the image to the injector", async () => {
    const { metadata, spec } = named((await install()).resources, "istio-ingress-deployment").inputs.spec.template;
    const [container] = spec.containers;
    assert.deepEqual([container?.name, container?.image], ["istio-proxy", "auto"]);
    assert.equal(metadata.annotations["inject.istio.io/templates"], "gateway");
    assert.deepEqual(container?.securityContext, {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    });
    assert.deepEqual(spec.securityContext, { seccompProfile: { type: "RuntimeDefault" } });
    assert.equal(spec.automountServiceAccountToken, false);
  });

  it("has an account of its own, which may read the Secrets of its namespace and nothing else", async () => {
    const { resources } = await install();
    const role = named(resources, "istio-ingress-role").inputs;
    assert.deepEqual(Reflect.get(role, "rules"), [
      { apiGroups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] },
    ]);
    const binding = named(resources, "istio-ingress-binding").inputs;
    assert.deepEqual(Reflect.get(binding, "subjects"), [
      { kind: "ServiceAccount", name: "istio-ingressgateway", namespace: "istio-ingress" },
    ]);
    assert.equal(Reflect.get(Reflect.get(binding, "roleRef") as object, "name"), role.metadata.name);
    assert.equal(named(resources, "istio-ingress-account").inputs.automountServiceAccountToken, false);
    assert.equal(ofKind(resources, "ClusterRole").length, 0);
  });
});

describe("the pack, over OpenShift Service Mesh 3, refuses", () => {
  for (const [title, group] of [
    ["nothing with the defaults", {}],
    ["nothing with a foreign policy for mutual TLS", { peerAuthentication: false }],
    ["nothing of a control plane with revisions", { updateStrategy: "RevisionBased", version: "v1.30.3" }],
    [
      "nothing without an operator and a CNI plugin of its own",
      { operator: { install: false }, cni: { install: false } },
    ],
  ] as const) {
    it(title, async () => {
      const { resources } = await install(group);
      const objects = resources.flatMap(({ type, name, urn, inputs }) => objectsOf({ type, name, urn, props: inputs }));
      const found = [...judge(objects, new Stack(objects), active(enforce(rules, {})))].filter(isJudgement);
      assert.ok(objects.some(({ key }) => key === "sailoperator.io/Istio"));
      const refused = found.filter(({ level }) => level === "mandatory");
      assert.deepEqual(
        refused.map(({ rule, finding }) => `${rule.name}: ${titleOf(finding.object)} ${finding.path}`),
        [],
      );
    });
  }
});
