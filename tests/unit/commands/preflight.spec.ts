import assert from "node:assert/strict";
import { asksCluster, preflight } from "../../../commands/preflight";
import type { RawSettings } from "../../../config";
import { parseSettings } from "../../../config";
import { subscriptionType } from "../../../commands/preflight/foreignOperators";
import { sandbox } from "../tools/harness";
import type { FakeCluster } from "./preflight/support";
import { allApis, cluster, made } from "./preflight/support";

const platform = "openshift";

describe("A cluster before a stack is installed", () => {
  sandbox();
  const run = (settings: RawSettings, fake: FakeCluster = {}) =>
    preflight({ removes: false }, parseSettings(settings), cluster(fake), () => ({}));

  it("is not asked anything for Istio's charts on Kubernetes where it is the local one", () => {
    assert.equal(asksCluster(parseSettings({}), true), false);
    assert.equal(asksCluster(parseSettings({}), false), true);
    for (const settings of [{ platform }, { mesh: { kind: "legacyIstio" } }, { platform, mesh: { kind: "sail" } }]) {
      assert.equal(asksCluster(parseSettings(settings), true), true);
    }
  });

  it("may be fit", () => run({ platform, mesh: { kind: "sail" } }));

  it("is refused in one error with every problem, each with what to do", () => {
    const fake: FakeCluster = {
      apis: ["route.openshift.io/v1"],
      denied: ({ resource }) => resource === "clusterroles",
      objects: {
        "routes.route.openshift.io": [
          { metadata: { namespace: "shop", name: "old" }, spec: { host: "a.example.com", to: { name: "front-end" } } },
        ],
      },
    };
    const namespaces = [{ name: "shop" }];
    const sockShop = { namespace: "shop", host: "a.example.com" };
    assert.throws(() => run({ platform, mesh: { kind: "sail" }, namespaces, sockShop }, fake), {
      message: [
        "Stack dev cannot be installed on its cluster, and nothing was changed:",
        "  API operators.coreos.com/v1alpha1: the cluster does not serve it; install the Operator Lifecycle Manager (OLM), or the operators in another way and set istio-mesh:mesh.sail.operator.install: false",
        "  Right to create clusterroles.rbac.authorization.k8s.io: this kubeconfig's account lacks it; ask an administrator for it, or for an account that has it (kubectl auth can-i)",
        "  Route shop/old: it holds the host a.example.com and leads to front-end, so that the router would refuse this stack's; set istio-mesh:routes.replaceDirect: true, and `make up` deletes it once the rest of the stack is up",
      ].join("\n"),
    });
  });

  it("is refused whose catalogs do not have what the stack subscribes to", () => {
    const apis = [...allApis, "packages.operators.coreos.com/v1"];
    assert.throws(
      () => run({ platform, mesh: { kind: "sail" } }, { apis }),
      /\n {2}Package servicemeshoperator3 of catalog openshift-marketplace\/redhat-operators: /,
    );
  });

  it("that does not answer one question is refused with the others' problems", () => {
    const silent = {
      ...cluster({ apis: allApis.slice(0, 1) }),
      allowed: () => {
        throw new Error("kubectl create -f -: forbidden");
      },
    };
    assert.throws(() => preflight({ removes: false }, parseSettings({ platform }), silent, () => ({})), {
      message: [
        "Stack dev cannot be installed on its cluster, and nothing was changed:",
        "  API route.openshift.io/v1: the cluster does not serve it; OpenShift does: name another cluster, or set istio-mesh:platform: kubernetes",
        "  A question to the cluster: kubectl create -f -: forbidden; this has to be known before anything is changed",
      ].join("\n"),
    });
  });

  it("is asked before a removal for nothing but what that would wait for in vain", () => {
    const fake = cluster({ apis: [], denied: () => true });
    preflight({ removes: true }, parseSettings({ platform, mesh: { kind: "sail" } }), fake, () => ({}));
    const state = {
      resources: [
        made("kubernetes:maistra.io/v2:ServiceMeshControlPlane", "istio-system", "basic-install"),
        made(subscriptionType, "openshift-operators", "servicemeshoperator"),
      ],
    };
    const settings = parseSettings({ platform, mesh: { kind: "maistra" } });
    const held = cluster({
      apis: [...allApis, "maistra.io/v2"],
      objects: {
        "servicemeshcontrolplanes.maistra.io": [{ metadata: { namespace: "istio-system", name: "basic-install" } }],
      },
    });
    assert.throws(
      () => preflight({ removes: true }, settings, held, () => state),
      /^Error: Stack dev cannot be removed from its cluster, and nothing was changed:\n {2}Subscription openshift-operators\/servicemeshoperator: it is gone/,
    );
    const resources = state.resources.slice(0, 1);
    assert.throws(
      () => preflight({ removes: true }, settings, held, () => ({ resources })),
      /This stack's servicemeshcontrolplanes.maistra.io: no ClusterServiceVersion in the cluster owns that/,
    );
    assert.throws(
      () => preflight({ removes: false }, settings, held, () => state),
      /Subscription openshift-operators\/servicemeshoperator: it is gone/,
    );
    process.env.OPTIONS = "--diff --refresh";
    preflight({ removes: false }, settings, held, () => state);
  });
});
