import assert from "node:assert/strict";
import type { Right } from "../../../../commands/preflight/rights";
import { rights } from "../../../../commands/preflight/rights";
import type { RawSettings } from "../../../../config";
import { never } from "../../tools/harness";
import { given } from "./support";

const platform = "openshift";

/** What is asked of an account that may do nothing. */
const asked = (settings: RawSettings) =>
  rights(given(settings, { denied: () => true })).map(({ object }) => object.replace("Right to create ", ""));

const cluster = ["clusterroles.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io"];
const routes = (namespace: string) => [
  `routes.route.openshift.io -n ${namespace}`,
  `routes.route.openshift.io --subresource=custom-host -n ${namespace}`,
];

describe("Rights to install a stack", () => {
  it("are no problem where the account has them", () => {
    assert.deepEqual(rights(given({ platform, mesh: { kind: "sail" } })), []);
  });

  it("that are lacking are told one by one, each with what to do", () => {
    const denied = ({ resource }: Right) => resource === "clusterroles";
    assert.deepEqual(rights(given({ platform }, { denied })), [
      {
        object: "Right to create clusterroles.rbac.authorization.k8s.io",
        found: "this kubeconfig's account lacks it",
        todo: "ask an administrator for it, or for an account that has it (kubectl auth can-i)",
      },
    ]);
  });

  it("are with Istio's charts on OpenShift those of the charts, and Routes beside the gateway", () => {
    assert.deepEqual(asked({ platform, mesh: { namespace: { name: "root" } } }), [
      ...cluster,
      "customresourcedefinitions.apiextensions.k8s.io",
      "namespaces",
      ...routes("root"),
    ]);
  });

  it("are with OpenShift Service Mesh 3 those of its operator", () => {
    const own = ["istios.sailoperator.io", "istiocnis.sailoperator.io", "namespaces", ...routes("edge")];
    const sail = { gateway: { namespace: "edge" } };
    const subscriptions = "subscriptions.operators.coreos.com -n openshift-operators";
    assert.deepEqual(asked({ platform, mesh: { kind: "sail", sail } }), [...cluster, subscriptions, ...own]);
    const used = { ...sail, operator: { install: false } };
    assert.deepEqual(asked({ platform, mesh: { kind: "sail", sail: used } }), own);
  });

  it("are with a Maistra that is there already those of a project's administrator", () => {
    const [serviceMesh, kiali] = [{ install: false }, { install: false }];
    const root = { name: "user1-istio-system", owned: false };
    const mesh = { kind: "maistra", namespace: root, maistra: { operators: { serviceMesh, kiali } } };
    assert.deepEqual(asked({ platform, mesh, namespaces: [{ name: "shop", owned: false }] }), [
      "servicemeshcontrolplanes.maistra.io -n user1-istio-system",
      "servicemeshmemberrolls.maistra.io -n user1-istio-system",
      ...routes("user1-istio-system"),
    ]);
  });

  it("are with a Maistra of the stack's own those to subscribe to its operators, each where it is to be", () => {
    const operators = { jaeger: { install: true } };
    const subscriptions = asked({ platform, mesh: { kind: "maistra", maistra: { operators } } }).filter((one) =>
      one.startsWith("subscriptions"),
    );
    assert.deepEqual(subscriptions, [
      "subscriptions.operators.coreos.com -n openshift-distributed-tracing",
      "subscriptions.operators.coreos.com -n openshift-operators",
    ]);
  });

  it("are no Routes on Kubernetes", () => {
    for (const kind of ["legacyIstio", "istio"])
      assert.deepEqual(asked({ mesh: { kind } }), [
        ...cluster,
        "customresourcedefinitions.apiextensions.k8s.io",
        "namespaces",
      ]);
  });

  it("are none for charts that the stack does not install, and then nothing is asked", () => {
    const mesh = (components: object) => ({ namespace: { owned: false }, components });
    assert.deepEqual(asked({ mesh: mesh({ base: false }) }), cluster);
    assert.deepEqual(asked({ mesh: mesh({ istiod: false, gateway: false }) }), [
      "customresourcedefinitions.apiextensions.k8s.io",
    ]);
    const settings = { mesh: mesh({ base: false, istiod: false, gateway: false }) };
    const { cluster: silent, ...rest } = given(settings);
    assert.deepEqual(rights({ ...rest, cluster: { ...silent, allowed: never("allowed") } }), []);
  });
});
