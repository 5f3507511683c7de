import assert from "node:assert/strict";
import { isRunning, ownerOf, podsOf, proxyOf, trouble } from "../../../../commands/doctor/pods";
import { pod } from "./objects";

describe("Pods", () => {
  it("of a selector are those of its namespace that neither ended nor are being deleted", () => {
    const labels = { app: "a" };
    const all = [
      pod("shop/a", { labels }),
      pod("shop/starting", { labels, status: { phase: "Pending" } }),
      pod("shop/evicted", { labels, status: { phase: "Failed" } }),
      pod("shop/done", { labels, status: { phase: "Succeeded" } }),
      pod("shop/going", { labels, deleted: true }),
      pod("shop/b", { labels: { app: "b" } }),
      pod("other/a", { labels }),
    ];
    assert.deepEqual(
      podsOf(all, "shop", labels).map(({ metadata }) => metadata.name),
      ["a", "starting"],
    );
    assert.deepEqual(all.filter(isRunning).length, 3);
  });

  it("say why they are not ready", () => {
    const troubleOf = (status: object) => trouble(pod("shop/a", { status }));
    assert.equal(troubleOf({}), undefined);
    assert.equal(troubleOf({ conditions: [{ type: "Ready", status: "False" }] }), "running, not ready");
    assert.equal(troubleOf({ phase: "Pending", conditions: undefined }), "Pending");
    const waiting = { name: "app", state: { waiting: { reason: "CrashLoopBackOff" } } };
    assert.equal(troubleOf({ conditions: [], containerStatuses: [{ name: "b" }, waiting] }), "CrashLoopBackOff");
    const unscheduled = { type: "PodScheduled", status: "False", message: "Insufficient memory" };
    assert.equal(troubleOf({ phase: "Pending", conditions: [unscheduled] }), "not scheduled: Insufficient memory");
  });

  it("have their proxy as a container or as a native sidecar", () => {
    const istio = { name: "istio-proxy" };
    assert.equal(proxyOf(pod("shop/a")), undefined);
    assert.equal(proxyOf(pod("shop/a", { initContainers: [{ name: "istio-init" }] })), undefined);
    assert.equal(proxyOf(pod("shop/a", { containers: [{ name: "app" }, istio] })), istio);
    assert.equal(proxyOf(pod("shop/a", { initContainers: [istio] })), istio);
  });

  const owners: [string, Parameters<typeof pod>[1], string, string][] = [
    [
      "a Deployment",
      { owner: { kind: "ReplicaSet", name: "carts-abc12" }, labels: { "pod-template-hash": "abc12" } },
      "Deployment carts",
      "kubectl rollout restart deployment -n shop carts",
    ],
    [
      "a ReplicaSet of its own",
      { owner: { kind: "ReplicaSet", name: "carts" } },
      "ReplicaSet carts",
      "kubectl delete pod -n shop a",
    ],
    [
      "a StatefulSet",
      { owner: { kind: "StatefulSet", name: "db" } },
      "StatefulSet db",
      "kubectl rollout restart statefulset -n shop db",
    ],
    [
      "a DaemonSet",
      { owner: { kind: "DaemonSet", name: "log" } },
      "DaemonSet log",
      "kubectl rollout restart daemonset -n shop log",
    ],
    ["a Job", { owner: { kind: "Job", name: "once" } }, "Job once", "kubectl delete pod -n shop a"],
    ["nobody", {}, "Pod a", "kubectl get pod -n shop a -o yaml | kubectl replace --force -f -"],
  ];
  for (const [who, choices, owner, restart] of owners) {
    it(`of ${who} are made anew`, () => {
      const found = ownerOf(pod("shop/a", choices));
      assert.equal(`${found.kind} ${found.name}`, owner);
      assert.equal(found.restart, restart);
    });
  }
});
