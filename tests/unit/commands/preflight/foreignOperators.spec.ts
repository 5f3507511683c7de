import assert from "node:assert/strict";
import { foreignOperators, subscriptionType } from "../../../../commands/preflight/foreignOperators";
import type { RawSettings } from "../../../../config";
import { given, made } from "./support";

const kind = "subscriptions.operators.coreos.com";
const subscription = (namespace: string, name: string, of = name) => ({
  metadata: { namespace, name },
  spec: { name: of },
});
const sail = (settings: RawSettings = {}) => ({ platform: "openshift", mesh: { kind: "sail", sail: settings } });
const objects = {
  [kind]: [subscription("mine", "my-mesh", "servicemeshoperator3"), subscription("openshift-operators", "kiali-ossm")],
};

describe("An operator that somebody else installed", () => {
  it("is told by its Subscription, wherever it is and whatever its name, with the setting to use it", () => {
    assert.deepEqual(foreignOperators(given(sail(), { objects })), [
      {
        object: "Subscription mine/my-mesh",
        found: "it has installed servicemeshoperator3, and this stack did not make it",
        todo: "set istio-mesh:mesh.sail.operator.install: false, and its operator is used as it is",
      },
    ]);
  });

  it("is used where the stack says so, or is of another package", () => {
    assert.deepEqual(foreignOperators(given(sail({ operator: { install: false } }), { objects })), []);
    assert.deepEqual(foreignOperators(given(sail({ operator: { package: "sailoperator" } }), { objects })), []);
  });

  it("is not the stack's own, nor one that a killed run had begun", () => {
    const resource = made(subscriptionType, "mine", "my-mesh");
    assert.deepEqual(foreignOperators(given(sail(), { objects }, { resources: [resource] })), []);
    const begun = { pending_operations: [{ type: "creating" as const, resource }] };
    assert.deepEqual(foreignOperators(given(sail(), { objects }, begun)), []);
    const other = { resources: [made(subscriptionType, "elsewhere", "my-mesh")] };
    assert.equal(foreignOperators(given(sail(), { objects }, other)).length, 1);
  });

  it("is not asked for without OLM, which is told already, nor by a mesh without operators", () => {
    assert.deepEqual(foreignOperators(given(sail(), { objects, apis: [] })), []);
    assert.deepEqual(foreignOperators(given({}, { objects })), []);
  });
});
