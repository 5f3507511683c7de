import assert from "node:assert/strict";
import { subscriptionType } from "../../../../commands/preflight/foreignOperators";
import type { Given } from "../../../../commands/preflight/problem";
import { unservedKinds } from "../../../../commands/preflight/unservedKinds";
import { allApis, given, made } from "./support";

const planes = "servicemeshcontrolplanes.maistra.io";
const rolls = "servicemeshmemberrolls.maistra.io";
const subscribed = (name: string) => made(subscriptionType, "openshift-operators", name);

/** An operator's version that owns these kinds. */
const csv = (owned: string[], labels = {}) => ({
  metadata: { namespace: "elsewhere", name: "maistraoperator.v2.6.0", labels },
  spec: { customresourcedefinitions: { owned: owned.map((name) => ({ name })) } },
});

describe("A control plane whose operator another installed", () => {
  const asked = (versions: object[], also = [subscribed("kiali-ossm")], there = true) =>
    given(
      { platform: "openshift", mesh: { kind: "maistra", maistra: { operators: { serviceMesh: { install: false } } } } },
      {
        apis: [...allApis, "maistra.io/v2", "maistra.io/v1"],
        objects: {
          "clusterserviceversions.operators.coreos.com": versions,
          [planes]: there ? [{ metadata: { namespace: "mesh", name: "basic-install" } }] : [],
          [rolls]: there ? [{ metadata: { namespace: "mesh", name: "default" } }] : [],
        },
      },
      {
        resources: [
          made("kubernetes:maistra.io/v2:ServiceMeshControlPlane", "mesh", "basic-install"),
          made("kubernetes:maistra.io/v1:ServiceMeshMemberRoll", "mesh", "default"),
          ...also,
        ],
      },
      { removes: true },
    );
  const problems = (...of: Parameters<typeof asked>) => unservedKinds(asked(...of));

  it("is not removed without it, with what to do", () => {
    const others = [csv(["kialis.kiali.io"]), { metadata: { name: "packageserver" }, spec: {} }];
    assert.deepEqual(problems(others), [
      {
        object: `This stack's ${planes} and ${rolls}`,
        found:
          "no ClusterServiceVersion in the cluster owns that: the operator that has to clean up after them is gone",
        todo: "have it installed again, and then `make down` has it to wait for; or, where one runs that did not come with OLM, `kubectl delete` them first",
      },
    ]);
  });

  it("is removed wherever that is in the cluster, but not by what OLM copied of it", () => {
    assert.deepEqual(problems([csv([rolls, planes])]), []);
    assert.equal(problems([csv([rolls, planes], { "olm.copiedFrom": "elsewhere" })]).length, 1);
  });

  it("is of no matter once it is gone, without OLM, or where the stack has an operator of its own", () => {
    assert.deepEqual(problems([], [], false), []);
    assert.deepEqual(unservedKinds({ ...asked([]), apis: new Set(["maistra.io/v2"]) }), []);
    assert.deepEqual(problems([], [subscribed("servicemeshoperator")]), []);
  });

  it("is removed by an account that may not look for it", () => {
    const failing = (complaint: string): Given => {
      const { cluster, ...rest } = asked([]);
      const list = <T>(kind: string, namespace?: string) => {
        if (kind.startsWith("clusterserviceversions")) throw new Error(complaint);
        return cluster.list<T>(kind, namespace);
      };
      return { ...rest, cluster: { ...cluster, list } };
    };
    assert.deepEqual(unservedKinds(failing("Error from server (Forbidden): clusterserviceversions")), []);
    assert.throws(() => unservedKinds(failing("no route to host")), { message: "no route to host" });
  });
});
