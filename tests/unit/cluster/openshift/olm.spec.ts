import assert from "node:assert/strict";
import type { Csv, InstallPlan, Subscription } from "../../../../cluster/openshift/olm/view";
import { Cluster, namespace, subscription } from "./olmObjects";

const failure = ({ status }: Subscription) =>
  status?.conditions?.find(({ type, status: value }) => type === "ResolutionFailed" && value === "True")?.message;
const mesh = "servicemeshoperator";

describe("The simulation of OLM", () => {
  it("takes a Subscription through InstallPlan and every phase of its CSV", () => {
    const cluster = new Cluster(subscription("jaeger-product"));
    cluster.settle();
    assert.deepEqual(cluster.phases, ["Pending", "InstallReady", "Installing", "Succeeded"]);
    const { status } = cluster.find<Subscription>("subscriptions", "jaeger-product");
    assert.equal(status?.installedCSV, "jaeger-operator.v1.20.0");
    assert.equal(status.state, "AtLatestKnown");
    assert.equal(cluster.operatorRuns, false);
  });

  it("installs startingCSV where it is given", () => {
    const cluster = new Cluster(subscription("kiali-ossm", { startingCSV: "kiali-operator.v1.12.7" }));
    cluster.settle();
    assert.equal(cluster.find<Csv>("csvs", "kiali-operator.v1.12.7").status?.phase, "Succeeded");
  });

  it("starts the mesh's operator before its CSV has Succeeded", () => {
    const cluster = new Cluster(subscription(mesh));
    cluster.settle();
    assert.equal(cluster.operatorRuns, true);
    assert.equal(cluster.phases.at(-1), "Succeeded");
  });

  it("waits for the InstallPlan's approval where that is manual", () => {
    const cluster = new Cluster(subscription(mesh, { installPlanApproval: "Manual" }));
    cluster.settle();
    const [plan] = cluster.view.plans as [InstallPlan];
    assert.equal(plan.status?.phase, "RequiresApproval");
    assert.equal(cluster.find<Subscription>("subscriptions", mesh).status?.state, "UpgradePending");
    assert.deepEqual(cluster.view.csvs, []);
    plan.spec.approved = true;
    cluster.settle();
    assert.equal(plan.status?.phase, "Complete");
    assert.equal(cluster.find<Subscription>("subscriptions", mesh).status?.installedCSV, `${mesh}.v2.0.0`);
  });

  it("says in the Operator object which CSV there is and in which phase", () => {
    const cluster = new Cluster(subscription(mesh));
    cluster.settle();
    const { status } = cluster.find("operators", `${mesh}.${namespace}`);
    const { refs } = status?.components as { refs: { kind: string; name: string; conditions?: { type: string }[] }[] };
    assert.deepEqual(
      refs.map(({ kind }) => kind),
      ["ClusterServiceVersion", "InstallPlan", "Subscription"],
    );
    assert.equal(refs[0]?.name, `${mesh}.v2.0.0`);
    assert.equal(refs[0].conditions?.[0]?.type, "Succeeded");
  });

  it("says in the CSV which kinds the operator looks after", () => {
    const cluster = new Cluster(subscription(mesh));
    cluster.settle();
    const { spec } = cluster.view.csvs[0] as unknown as {
      spec: { customresourcedefinitions: { owned: { name: string; kind: string; version: string }[] } };
    };
    const names = spec.customresourcedefinitions.owned.map(({ name }) => name);
    assert.ok(names.includes("servicemeshcontrolplanes.maistra.io"), names.join());
  });

  it("deletes nothing when a Subscription goes, and empties the Operator when its CSV goes", () => {
    const cluster = new Cluster(subscription(mesh));
    cluster.settle();
    cluster.unsubscribe();
    cluster.settle();
    assert.equal(cluster.view.csvs.length, 1);
    cluster.objects.csvs.length = 0;
    cluster.settle();
    const { status } = cluster.find("operators", `${mesh}.${namespace}`);
    assert.deepEqual((status?.components as { refs: object[] }).refs, []);
  });

  it("refuses a Subscription as long as an earlier one's CSV is there", () => {
    const cluster = new Cluster(subscription(mesh));
    cluster.settle();
    cluster.unsubscribe();
    cluster.objects.subscriptions.push(subscription(mesh));
    cluster.settle();
    assert.match(
      failure(cluster.find("subscriptions", mesh)) ?? "",
      /clusterserviceversion servicemeshoperator\.v2\.0\.0 exists and is not referenced by a subscription/,
    );
    cluster.objects.csvs.length = 0;
    cluster.settle();
    const { status } = cluster.find<Subscription>("subscriptions", mesh);
    assert.equal(status?.installedCSV, `${mesh}.v2.0.0`);
    assert.equal(failure(cluster.find("subscriptions", mesh)), undefined);
  });

  const unknown: [string, Partial<Subscription["spec"]>, RegExp][] = [
    [
      "a package",
      { name: "servicemeshoperator3" },
      /no operators found in package servicemeshoperator3 in the catalog/,
    ],
    ["a catalog", { source: "mine" }, /no operators found from catalog mine in namespace openshift-marketplace/],
    ["a version", { startingCSV: "other.v1.0.0" }, /no operators found with name other\.v1\.0\.0 in channel stable of/],
  ];
  for (const [what, spec, message] of unknown) {
    it(`says so when there is no such ${what.replace("a ", "")}, and holds up the whole namespace`, () => {
      const cluster = new Cluster(subscription(mesh, spec), subscription("kiali-ossm"));
      cluster.settle();
      assert.match(failure(cluster.find("subscriptions", mesh)) ?? "", message);
      assert.match(failure(cluster.find("subscriptions", "kiali-ossm")) ?? "", message);
      assert.deepEqual(cluster.view.csvs, []);
    });
  }

  it("leaves another namespace's Subscriptions alone", () => {
    const elsewhere = subscription("elasticsearch-operator");
    elsewhere.metadata.namespace = "openshift-operators-redhat";
    const cluster = new Cluster(subscription("nothing"), elsewhere);
    cluster.settle();
    assert.equal(elsewhere.status?.installedCSV, "elasticsearch-operator.v4.6.0");
  });
});
