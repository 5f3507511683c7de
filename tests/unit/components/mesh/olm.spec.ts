import assert from "node:assert/strict";
import type { SubscriptionArgs } from "../../../../components/mesh/olm";
import { subscription, succeededCsv } from "../../../../components/mesh/olm";
import { allDependencies, named, record } from "../../support/recorder";

const kiali: SubscriptionArgs = {
  package: "kiali-ossm",
  namespace: "openshift-operators",
  channel: "stable",
  source: "redhat-operators",
  sourceNamespace: "openshift-marketplace",
  approval: "Automatic",
};

const recorded = (args: Partial<SubscriptionArgs> = {}) =>
  record(() => {
    const asked = subscription("kiali", { ...kiali, ...args });
    succeededCsv("kiali-operator", asked, { dependsOn: [asked] });
  });

const waitFor = (inputs: { metadata: { annotations: Record<string, string> } }) =>
  inputs.metadata.annotations["pulumi.com/waitFor"];

describe("A Subscription", () => {
  it("names the package, its channel and its catalog", async () => {
    const { type, inputs } = named(await recorded(), "kiali");
    assert.equal(type, "kubernetes:operators.coreos.com/v1alpha1:Subscription");
    assert.equal(inputs.metadata.name, "kiali-ossm");
    assert.equal(inputs.metadata.namespace, "openshift-operators");
    assert.deepEqual(inputs.spec, {
      name: "kiali-ossm",
      channel: "stable",
      source: "redhat-operators",
      sourceNamespace: "openshift-marketplace",
      installPlanApproval: "Automatic",
    });
  });

  it("may start with one version", async () => {
    const { spec } = named(await recorded({ startingCSV: "kiali-operator.v1.73.1" }), "kiali").inputs;
    assert.equal((spec as unknown as { startingCSV: string }).startingCSV, "kiali-operator.v1.73.1");
  });

  it("is waited for until its channel's newest version is written down", async () => {
    assert.equal(
      waitFor(named(await recorded(), "kiali").inputs),
      '["jsonpath={.status.installedCSV}","jsonpath={.status.state}=AtLatestKnown"]',
    );
  });

  it("under manual approval is waited for until any version is, since it may never have the newest", async () => {
    assert.equal(
      waitFor(named(await recorded({ approval: "Manual" }), "kiali").inputs),
      "jsonpath={.status.installedCSV}",
    );
  });
});

describe("The wait for an operator", () => {
  it("asks OLM's own object for it, whose name is known at preview, and changes nothing of the operator", async () => {
    const resources = await recorded();
    const { type, inputs } = named(resources, "kiali-operator");
    // The provider makes a patch of a type by this ending only, and leaves the object there when it goes.
    assert.equal(type, "kubernetes:operators.coreos.com/v1:OperatorPatch");
    assert.equal(inputs.metadata.name, "kiali-ossm.openshift-operators");
    assert.deepEqual(Object.keys(inputs).sort(), ["apiVersion", "kind", "metadata"]);
    assert.equal(
      waitFor(inputs),
      'jsonpath={.status.components.refs[?(@.kind=="ClusterServiceVersion")].conditions[?(@.type=="Succeeded")].status}=True',
    );
  });

  it("comes after the Subscription", async () => {
    const resources = await recorded();
    const before = allDependencies(resources, named(resources, "kiali-operator"));
    assert.ok(before.has(named(resources, "kiali").urn));
  });
});
