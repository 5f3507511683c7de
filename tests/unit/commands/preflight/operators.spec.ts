import assert from "node:assert/strict";
import { operatorsOf } from "../../../../commands/preflight/operators";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";

describe("The operators of a mesh", () => {
  const of = (mesh: RawSettings) =>
    operatorsOf(parseSettings({ platform: "openshift", mesh }).mesh).map((one) => Object.values(one).join(" "));

  it("are one for OpenShift Service Mesh 3", () => {
    const operator = { package: "sailoperator", install: false };
    assert.deepEqual(of({ kind: "sail", sail: { operator } }), [
      "mesh.sail.operator sailoperator openshift-operators false sailoperator.io/v1",
    ]);
  });

  it("are four for OpenShift Service Mesh 2, of which only the mesh's own must be there", () => {
    assert.deepEqual(of({ kind: "maistra" }), [
      "mesh.maistra.operators.elasticsearch elasticsearch-operator openshift-operators-redhat false",
      "mesh.maistra.operators.jaeger jaeger-product openshift-distributed-tracing false",
      "mesh.maistra.operators.kiali kiali-ossm openshift-operators true",
      "mesh.maistra.operators.serviceMesh servicemeshoperator openshift-operators true maistra.io/v1",
    ]);
  });

  it("are none for Istio's charts", () => {
    assert.deepEqual(of({}), []);
    assert.deepEqual(operatorsOf(parseSettings({ mesh: { kind: "legacyIstio" } }).mesh), []);
  });
});
