import assert from "node:assert/strict";
import type { Manifest } from "../../../../cluster/openshift/files";
import type * as Install from "../../../../cluster/openshift/install";
import { stubCrds } from "../../../../cluster/openshift/stubCrds";
import { load } from "../../tools/harness";

describe("What is applied to make OpenShift of a plain cluster", () => {
  const calls: { args: string[]; items: Manifest[] }[] = [];
  const crd: Manifest = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "routes.route.openshift.io" },
    spec: {
      versions: [{ schema: { openAPIV3Schema: { type: "object", "x-kubernetes-validations": [{ rule: "true" }] } } }],
    },
    status: { conditions: [] },
  };
  const module = load<typeof Install>("cluster/openshift/install", {
    "cluster/processes": {
      kubectl: (args: string[], input = '{"items":[]}') =>
        calls.push({ args, items: (JSON.parse(input) as { items: Manifest[] }).items }),
    },
    "cluster/openshift/operator": { operatorCrds: () => [crd], operatorRights: () => [{ kind: "ClusterRole" }] },
  });
  beforeEach(() => void (calls.length = 0));

  it("has nothing that Kubernetes 1.21 refuses in a CRD, and no status", () => {
    module.applyCrds([crd]);
    assert.deepEqual(calls[0]?.items[0]?.spec, { versions: [{ schema: { openAPIV3Schema: { type: "object" } } }] });
    assert.equal(calls[0].items[0].status, undefined);
  });

  it("waits until a CRD's kind is served", () => {
    module.applyCrds([crd]);
    assert.deepEqual(calls[1]?.args.slice(0, 2), ["wait", "--for=condition=Established"]);
    assert.ok(calls[1].args.includes("customresourcedefinition/routes.route.openshift.io"));
  });

  it("gives the operator its kinds before its rights", () => {
    module.installOperator();
    assert.deepEqual(
      calls.flatMap(({ items }) => items.map(({ kind }) => kind)),
      ["CustomResourceDefinition", "ClusterRole"],
    );
  });

  it("has a stub for each kind that the Maistra operator asks for, named as the API server wants it", () => {
    for (const { metadata, spec } of stubCrds()) {
      const { group, names } = spec as { group: string; names: { plural: string } };
      assert.equal(metadata.name, `${names.plural}.${group}`);
    }
    const groups = stubCrds().map(({ spec }) => (spec as { group: string }).group);
    for (const group of ["jaegertracing.io", "kiali.io", "config.openshift.io", "k8s.cni.cncf.io"]) {
      assert.ok(groups.includes(group), group);
    }
  });
});
