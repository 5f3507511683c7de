import assert from "node:assert/strict";
import { operatorsOf } from "../../../../commands/preflight/operators";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";

describe("The operators of a mesh", () => {
  const of = (mesh: RawSettings) => operatorsOf(parseSettings({ platform: "openshift", mesh }).mesh);
  const catalog = { channel: "stable", source: "redhat-operators", sourceNamespace: "openshift-marketplace" };

  it("are one for OpenShift Service Mesh 3", () => {
    const operator = { package: "sailoperator", install: false, source: "community-operators", channel: "1.30" };
    const namespace = "openshift-operators";
    assert.deepEqual(of({ kind: "sail", sail: { operator } }), [
      { ...catalog, ...operator, key: "mesh.sail.operator", namespace, api: "sailoperator.io/v1" },
    ]);
  });

  const four = (version: string) =>
    of({ kind: "maistra", maistra: { version } }).map(({ key, namespace, install, ...one }) =>
      [key.replace("mesh.maistra.operators.", ""), one.package, namespace, install, one.addon, one.api].join(" "),
    );

  it("are four for OpenShift Service Mesh 2, of which only the mesh's own must be there, two for the sake of an addon", () => {
    const expected = [
      "elasticsearch elasticsearch-operator openshift-operators-redhat false  ",
      "jaeger jaeger-product openshift-distributed-tracing false jaeger ",
      "kiali kiali-ossm openshift-operators true kiali ",
      "serviceMesh servicemeshoperator openshift-operators true  maistra.io/v2",
    ];
    assert.deepEqual(four("v2.6"), expected);
    // The wait for a control plane of the first API asks the second one.
    assert.deepEqual(four("v1.1"), expected);
    const [, , kiali] = of({ kind: "maistra", maistra: { operators: { kiali: { channel: "candidate" } } } });
    const { channel, source, sourceNamespace } = kiali!;
    assert.deepEqual({ channel, source, sourceNamespace }, { ...catalog, channel: "candidate" });
  });

  it("are none for Istio's charts", () => {
    assert.deepEqual(of({}), []);
    assert.deepEqual(operatorsOf(parseSettings({ mesh: { kind: "legacyIstio" } }).mesh), []);
  });
});
