import assert from "node:assert/strict";
import { subscriptionType } from "../../../../commands/preflight/foreignOperators";
import { lostOperators } from "../../../../commands/preflight/lostOperators";
import { allApis, given, made } from "./support";

const settings = { platform: "openshift", mesh: { kind: "maistra" } };
const namespace = "openshift-operators";
const name = "servicemeshoperator";
const version = "servicemeshoperator.v2.0.0";
const plane = made("kubernetes:maistra.io/v2:ServiceMeshControlPlane", "istio-system", "basic-install");
const state = { resources: [plane, made(subscriptionType, namespace, name)] };

const subscriptions = [{ metadata: { namespace, name }, spec: { name }, status: { installedCSV: version } }];
const csvs = [{ metadata: { namespace, name: version } }];
const planes = [{ metadata: { namespace: "istio-system", name: "basic-install" } }];
const on = (there: object[], installed: object[], controlPlanes: object[] = planes) => ({
  apis: [...allApis, "maistra.io/v2"],
  objects: {
    "subscriptions.operators.coreos.com": there,
    "clusterserviceversions.operators.coreos.com": installed,
    "servicemeshcontrolplanes.maistra.io": controlPlanes,
  },
});

describe("An operator that is gone from under its control plane", () => {
  const problems = (there: object[], installed: object[], removes = false, ofStack: typeof state = state) =>
    lostOperators(given(settings, on(there, installed), ofStack, { removes }));
  const removing = { removes: true };

  it("is told by its version that is gone, for installing and removing, with the two commands that bring it back", () => {
    const told = [
      {
        object: `Subscription ${namespace}/${name}`,
        found: `it has installed ${version}, which is gone, and OLM does not bring that back by itself`,
        todo: `kubectl delete subscriptions.operators.coreos.com -n ${namespace} ${name}; then \`make up OPTIONS=--refresh\` installs its operator again`,
      },
    ];
    assert.deepEqual(problems(subscriptions, []), told);
    assert.deepEqual(problems(subscriptions, [], true), told);
  });

  it("is told by its Subscription that is gone, for Pulumi believes that it is still there", () => {
    const told = (then: string) => [
      {
        object: `Subscription ${namespace}/${name}`,
        found: "it is gone, and so is the operator that has to clean up after the control plane",
        todo: `\`make up OPTIONS=--refresh\` installs its operator again${then}`,
      },
    ];
    assert.deepEqual(problems([], [], true), told(", and then `make down` has it to wait for"));
    assert.deepEqual(problems([], []), told(""));
  });

  it("is about to be installed again by an up that looks first, and is not missed where the settings want none", () => {
    assert.deepEqual(lostOperators(given(settings, on([], []), state, { refreshes: true })), []);
    const used = {
      ...settings,
      mesh: { kind: "maistra", maistra: { operators: { serviceMesh: { install: false } } } },
    };
    assert.deepEqual(lostOperators(given(used, on([], []), state)), []);
  });

  it("is not one whose Subscription alone is gone: OLM leaves it running", () => {
    const labels = { [`operators.coreos.com/${name}.${namespace}`]: "" };
    const running = (home: string) => [{ metadata: { namespace: home, name: version, labels } }];
    assert.deepEqual(problems([], running(namespace), true), []);
    // What OLM copies elsewhere runs nothing.
    assert.equal(problems([], running("shop"), true).length, 1);
  });

  it("holds up no removal that does not wait for it: Jaeger's, Elasticsearch's, or with nothing left to clean up", () => {
    const jaeger = made(subscriptionType, namespace, "jaeger-product");
    assert.deepEqual(problems(subscriptions, csvs, true, { resources: [...state.resources, jaeger] }), []);
    assert.deepEqual(lostOperators(given(settings, on(subscriptions, [], []), state, removing)), []);
    const unserved = { ...on(subscriptions, []), apis: allApis };
    assert.deepEqual(lostOperators(given(settings, unserved, state, removing)), []);
    assert.equal(lostOperators(given(settings, on(subscriptions, [], []), state)).length, 1);
  });

  it("is missed by what is of the whole cluster, too", () => {
    const resources = [
      made("kubernetes:sailoperator.io/v1:Istio", "", "default"),
      made(subscriptionType, namespace, "servicemeshoperator3"),
    ];
    delete resources[0]?.inputs?.metadata?.namespace;
    const fake = {
      apis: [...allApis, "sailoperator.io/v1"],
      objects: { "istios.sailoperator.io": [{ metadata: { name: "default" } }] },
    };
    assert.equal(
      lostOperators(given({ platform: "openshift", mesh: { kind: "sail" } }, fake, { resources }, removing)).length,
      1,
    );
  });

  it("is not one that is there, being installed, or another's", () => {
    assert.deepEqual(problems(subscriptions, csvs, true), []);
    assert.deepEqual(problems([{ metadata: { namespace, name }, spec: { name } }], [], true), []);
    const foreign = [{ metadata: { namespace, name: "theirs" }, spec: { name }, status: { installedCSV: version } }];
    assert.deepEqual(problems([...subscriptions, ...foreign], csvs, true), []);
  });

  it("does not matter once its control plane is gone, nor here where the stack did not subscribe: see unservedKinds", () => {
    const resources = [made(subscriptionType, namespace, name)];
    assert.deepEqual(problems([], [], true, { resources }), []);
    assert.deepEqual(problems(subscriptions, [], true, { resources: [plane] }), []);
  });

  it("is not asked for where the cluster has no OLM", () => {
    assert.deepEqual(lostOperators(given(settings, { ...on([], []), apis: [] }, state, removing)), []);
  });
});
