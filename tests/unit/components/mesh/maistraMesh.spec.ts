import { ConfigMap, Namespace } from "@pulumi/kubernetes/core/v1";
import assert from "node:assert/strict";
import { MaistraMesh } from "../../../../components/mesh/maistra/maistraMesh";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";
import type { Inputs } from "../../support/inputs";
import { allDependencies, named, ofKind, record } from "../../support/recorder";

/** Inputs of a kind that is only known here. */
const specOf = (inputs: Inputs) => inputs.spec as unknown as Record<string, unknown>;
const waitsFor = ({ metadata }: Inputs) => JSON.parse(metadata.annotations["pulumi.com/waitFor"]!) as unknown;

async function install(mesh: RawSettings = {}, members: readonly string[] = ["sock-shop"]) {
  const settings = parseSettings({ platform: "openshift", mesh: { kind: "maistra", ...mesh } });
  let made!: MaistraMesh;
  const resources = await record(() => {
    made = new MaistraMesh("istio", { mesh: settings.mesh });
    const enrolled = made.enroll(members.map((name) => ({ name, resource: new Namespace(name, {}) })));
    new ConfigMap("workload", {}, { dependsOn: enrolled });
  });
  return { made, resources };
}

const allOperators = { elasticsearch: { install: true }, jaeger: { install: true } };

describe("OpenShift Service Mesh 2", () => {
  it("comes up in order: operators, the mesh's last, control plane, member roll, workloads", async () => {
    const { resources } = await install({ maistra: { operators: allOperators } });
    const order = [
      ...["elasticsearch", "jaeger", "kiali", "serviceMesh"].map((key) => `istio-${key}-operator`),
      "istio-control-plane",
      "istio-member-roll",
      "workload",
    ];
    // The first three do not need each other.
    for (const [index, name] of order.entries()) {
      const before = allDependencies(resources, named(resources, name));
      for (const earlier of index < 3 ? [] : order.slice(0, index)) {
        assert.ok(before.has(named(resources, earlier).urn), `${name} after ${earlier}`);
      }
    }
  });

  it("waits for each operator, in its namespace with its group", async () => {
    const { resources } = await install({ maistra: { operators: allOperators } });
    for (const key of ["elasticsearch", "jaeger"]) {
      const before = allDependencies(resources, named(resources, `istio-${key}-operator`));
      for (const part of ["subscription", "group", "namespace"]) {
        assert.ok(before.has(named(resources, `istio-${key}-${part}`).urn), `${key} after its ${part}`);
      }
    }
  });

  it("has the control plane's namespace before it, and members before the roll that lists them", async () => {
    const { resources } = await install();
    const isBefore = (first: string, then: string) =>
      allDependencies(resources, named(resources, then)).has(named(resources, first).urn);
    assert.ok(isBefore("istio-namespace", "istio-control-plane"));
    assert.ok(isBefore("sock-shop", "istio-member-roll"));
  });

  it("gives the rest of the program what it needs to know of it", async () => {
    const { made, resources } = await install({ namespace: { name: "user1-istio-system" } });
    assert.equal(made.namespace, "user1-istio-system");
    assert.deepEqual(made.ingress, {
      namespace: "user1-istio-system",
      service: "istio-ingressgateway",
      selector: { istio: "ingressgateway" },
      httpPort: 80,
      httpsPort: 443,
    });
    assert.deepEqual(made.releases, []);
    assert.equal(named(resources, "istio-namespace").inputs.metadata.name, "user1-istio-system");
    assert.equal(named(resources, "istio-control-plane").inputs.metadata.namespace, "user1-istio-system");
  });

  it("writes traffic rules in a version that the control plane serves", async () => {
    assert.equal((await install()).made.networking, "networking.istio.io/v1beta1");
    const old = await install({ maistra: { version: "v1.1" } });
    assert.equal(old.made.networking, "networking.istio.io/v1alpha3");
  });

  it("may use a namespace that is there already", async () => {
    const { resources } = await install({ namespace: { owned: false } }, []);
    assert.deepEqual(ofKind(resources, "Namespace"), []);
  });

  it("leaves mutual TLS to the control plane", async () => {
    assert.deepEqual(ofKind((await install()).resources, "PeerAuthentication"), []);
  });
});

describe("Its operators", () => {
  const subscriptions = async (operators: RawSettings = {}) =>
    ofKind((await install({ maistra: { operators } })).resources, "Subscription").map(
      ({ inputs }) => `${inputs.metadata.namespace}/${inputs.metadata.name}`,
    );

  it("are Kiali's and its own, and those of tracing where the stack asks for them", async () => {
    const two = ["openshift-operators/kiali-ossm", "openshift-operators/servicemeshoperator"];
    assert.deepEqual(await subscriptions(), two);
    // The order among the first three is nobody's business.
    assert.deepEqual(
      (await subscriptions(allOperators)).sort(),
      [
        ...two,
        "openshift-operators-redhat/elasticsearch-operator",
        "openshift-distributed-tracing/jaeger-product",
      ].sort(),
    );
  });

  it("are left alone where they are somebody else's", async () => {
    const { resources } = await install({
      maistra: { operators: { kiali: { install: false }, serviceMesh: { install: false } } },
    });
    assert.deepEqual([...ofKind(resources, "Subscription"), ...ofKind(resources, "OperatorPatch")], []);
  });

  it("get their own namespace with a group for the whole cluster, unless it is there", async () => {
    const { resources } = await install({
      maistra: {
        operators: { ...allOperators, jaeger: { install: true, namespace: { name: "tools", owned: false } } },
      },
    });
    const groups = ofKind(resources, "OperatorGroup");
    assert.deepEqual(
      groups.map(({ inputs }) => [inputs.metadata.namespace, inputs.spec]),
      [["openshift-operators-redhat", {}]],
    );
    const { labels, name } = named(resources, "istio-elasticsearch-namespace").inputs.metadata;
    assert.equal(name, "openshift-operators-redhat");
    assert.deepEqual(labels, { "openshift.io/cluster-monitoring": "true" });
    assert.equal(named(resources, "istio-jaeger-subscription").inputs.metadata.namespace, "tools");
  });

  it("follow the channel and the source that the stack names", async () => {
    const own = {
      channel: "1.0",
      source: "mine",
      sourceNamespace: "catalogs",
      startingCSV: "a.v1",
      approval: "Manual",
    };
    const { resources } = await install({ maistra: { operators: { serviceMesh: own } } });
    assert.deepEqual(specOf(named(resources, "istio-serviceMesh-subscription").inputs), {
      name: "servicemeshoperator",
      channel: "1.0",
      source: "mine",
      sourceNamespace: "catalogs",
      startingCSV: "a.v1",
      installPlanApproval: "Manual",
    });
  });
});

describe("Its member roll", () => {
  it("lists the stack's namespaces and those beside them, and is waited for until each is in", async () => {
    const { resources } = await install({ maistra: { extraMembers: ["legacy-shop"] } }, ["a", "b"]);
    const { type, inputs } = named(resources, "istio-member-roll");
    assert.equal(type, "kubernetes:maistra.io/v1:ServiceMeshMemberRoll");
    assert.equal(inputs.metadata.name, "default");
    assert.equal(inputs.metadata.namespace, "istio-system");
    assert.deepEqual(specOf(inputs), { members: ["a", "b", "legacy-shop"] });
    assert.deepEqual(waitsFor(inputs), [
      "condition=Ready",
      'jsonpath={.status.configuredMembers[?(@=="a")]}',
      'jsonpath={.status.configuredMembers[?(@=="b")]}',
      'jsonpath={.status.configuredMembers[?(@=="legacy-shop")]}',
    ]);
  });

  it("is not made for nobody", async () => {
    const { resources } = await install({}, []);
    assert.deepEqual(ofKind(resources, "ServiceMeshMemberRoll"), []);
  });
});
