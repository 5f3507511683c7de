import assert from "node:assert/strict";
import { judgeSidecars, sidecars } from "../../../../../commands/doctor/checks/sidecars";
import type { Pod, WebhookConfiguration } from "../../../../../commands/doctor/objects";
import { brief, cluster, outputs, pod, steps } from "../objects";

describe("doctor: sidecars", () => {
  const proxy = { name: "istio-proxy" };
  const namespaces = Object.entries({
    shop: { "istio-injection": "enabled" },
    canary: { "istio.io/rev": "canary" },
    both: { "istio-injection": "disabled", "istio.io/rev": "canary" },
    plain: {},
    "kube-system": { "istio-injection": "enabled" },
  } as Record<string, Record<string, string>>).map(([name, labels]) => ({ metadata: { name, labels } }));
  const chooses = (key: string, value: string) => ({ matchExpressions: [{ key, operator: "In", values: [value] }] });
  const webhook = { name: "x", clientConfig: {} };
  const injector: WebhookConfiguration = {
    metadata: { name: "injector" },
    webhooks: [
      { ...webhook, namespaceSelector: chooses("istio-injection", "enabled") },
      { ...webhook, namespaceSelector: chooses("istio.io/rev", "canary") },
      { ...webhook, objectSelector: chooses("istio.io/rev", "canary") },
      { ...webhook, objectSelector: chooses("sidecar.istio.io/inject", "true") },
    ],
  };
  const judge = (pods: Pod[], injectors = [injector]) => judgeSidecars({ pods, namespaces, injectors });
  const inject = (value: string) => ({ "sidecar.istio.io/inject": value });

  it("are well when each pod of the mesh has one, of either kind", () => {
    const pods = [pod("shop/a", { containers: [proxy] }), pod("canary/b", { initContainers: [proxy] }), pod("plain/c")];
    assert.deepEqual(judge(pods), { summary: "2 pods of the mesh, each with its own", findings: [] });
  });

  const meant: [string, Pod, string][] = [
    ["its namespace's injection", pod("shop/a"), "the namespace's label istio-injection=enabled"],
    ["its namespace's revision", pod("canary/a"), "the namespace's label istio.io/rev=canary"],
    [
      "its own revision",
      pod("plain/a", { labels: { "istio.io/rev": "canary" } }),
      "the pod's label istio.io/rev=canary",
    ],
    ["its own label", pod("plain/a", { labels: inject("true") }), "the pod's label sidecar.istio.io/inject=true"],
    [
      "its label, which goes before its annotation",
      pod("shop/a", { labels: inject("true"), annotations: inject("false") }),
      "the namespace's label istio-injection=enabled",
    ],
  ];
  for (const [why, one, label] of meant) {
    it(`are in error when a pod has none that should by ${why}`, () => {
      const result = judge([one]);
      assert.equal(result.summary, "1 of 1 pod of the mesh without");
      assert.match(brief(result).join(), /^error Pod \w+\/a: no sidecar in pod a$/);
      assert.equal(result.findings[0]?.expected, `one in each, by ${label}`);
      assert.match(result.findings[0]?.causes?.join() ?? "", /^made before that label/);
    });
  }

  const exempt: [string, Pod][] = [
    ["opted out by its label", pod("shop/a", { labels: inject("false") })],
    ["opted out by its annotation", pod("shop/a", { annotations: inject("false") })],
    ["in the node's network", pod("shop/a", { hostNetwork: true })],
    ["ended", pod("shop/a", { status: { phase: "Succeeded" } })],
    ["evicted", pod("shop/a", { status: { phase: "Failed" } })],
    ["on its way out", pod("shop/a", { deleted: true })],
    ["in a namespace that opted out, whatever its revision", pod("both/a", { labels: inject("true") })],
    ["of Kubernetes itself", pod("kube-system/a")],
    ["of no mesh", pod("plain/a")],
    ["in a namespace that has just been made", pod("new/a")],
  ];
  for (const [why, one] of exempt) {
    it(`are not asked of a pod that is ${why}`, () => assert.deepEqual(judge([one]).findings, []));
  }

  it("are one finding and one command for all pods of a Deployment", () => {
    const owner = { kind: "ReplicaSet", name: "carts-abc12" };
    const of = (name: string) => pod(`shop/${name}`, { owner, labels: { "pod-template-hash": "abc12" } });
    const result = judge([of("carts-abc12-1"), of("carts-abc12-2")]);
    assert.deepEqual(brief(result), ["error Deployment shop/carts: no sidecar in pods carts-abc12-1, carts-abc12-2"]);
    assert.deepEqual(steps(result), ["kubectl rollout restart deployment -n shop carts"]);
  });

  it("do not come by a restart where no injector serves the label", () => {
    const result = judge([pod("canary/a")], []);
    assert.match(
      result.findings[0]?.causes?.join() ?? "",
      /injects for istio\.io\/rev=canary: is that revision installed/,
    );
    assert.deepEqual(steps(result), ["kubectl get mutatingwebhookconfiguration -l app=sidecar-injector --show-labels"]);
  });

  it("are put together from what the cluster lists", async () => {
    const asked = cluster({ pods: [pod("shop/a")], namespaces, mutatingwebhookconfigurations: [injector] });
    assert.deepEqual(await sidecars.run({ cluster: asked, outputs }), judge([pod("shop/a")]));
  });
});
