import assert from "node:assert/strict";
import { servedApis } from "../../../../commands/preflight/servedApis";
import { allApis, given } from "./support";

const platform = "openshift";
const found = "the cluster does not serve it";

describe("What a cluster serves before a stack is installed", () => {
  it("is enough with Routes and OLM", () => {
    assert.deepEqual(servedApis(given({ platform, mesh: { kind: "sail" } })), []);
  });

  it("is not without Routes on OpenShift, whatever the mesh", () => {
    const todo = "OpenShift does: name another cluster, or set istio-mesh:platform: kubernetes";
    for (const kind of ["istio", "sail"]) {
      const problems = servedApis(given({ platform, mesh: { kind } }, { apis: ["operators.coreos.com/v1alpha1"] }));
      assert.deepEqual(problems, [{ object: "API route.openshift.io/v1", found, todo }]);
    }
  });

  it("is not without OLM where the stack installs an operator", () => {
    const [problem, ...more] = servedApis(
      given({ platform, mesh: { kind: "sail" } }, { apis: ["route.openshift.io/v1", "operators.coreos.com/v1"] }),
    );
    assert.deepEqual(problem, {
      object: "API operators.coreos.com/v1alpha1",
      found,
      todo:
        "install the Operator Lifecycle Manager (OLM), or the operators in another way and set " +
        "istio-mesh:mesh.sail.operator.install: false",
    });
    assert.deepEqual(more, []);
  });

  it("need not be OLM where the operator is there already, but then its API", () => {
    const settings = { platform, mesh: { kind: "sail", sail: { operator: { install: false } } } };
    assert.deepEqual(servedApis(given(settings, { apis: ["route.openshift.io/v1", "sailoperator.io/v1"] })), []);
    assert.deepEqual(servedApis(given(settings)), [
      {
        object: "API sailoperator.io/v1",
        found,
        todo: "set istio-mesh:mesh.sail.operator.install: true, or install that operator yourself",
      },
    ]);
  });

  it("is everywhere enough for Istio's charts on Kubernetes", () => {
    assert.deepEqual(servedApis(given({}, { apis: [] })), []);
    assert.deepEqual(servedApis(given({ platform }, { apis: allApis.slice(1) })), []);
  });
});
