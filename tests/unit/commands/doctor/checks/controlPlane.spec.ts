import assert from "node:assert/strict";
import { controlPlane, judgeControlPlane } from "../../../../../commands/doctor/checks/controlPlane";
import type { Deployment, Pod } from "../../../../../commands/doctor/objects";
import { brief, cluster, deployment, istiodPod, outputs, steps } from "../objects";

describe("doctor: the control plane", () => {
  const istiod = (ready?: number, replicas?: number) => deployment("istiod", { app: "istiod" }, ready, replicas);
  const judge = (deployments: Deployment[], pods: Pod[] = [], installed = true) =>
    judgeControlPlane({ deployments, pods, namespace: "istio-system", installed });

  it("is well when every revision's istiod is ready", () => {
    const canary = deployment("istiod-canary", { app: "istiod" }, 2, 2);
    const result = judge([istiod(), canary, deployment("gateway", { istio: "gateway" }, 0)]);
    assert.deepEqual(result, { summary: "istiod 1/1 ready, istiod-canary 2/2 ready in istio-system", findings: [] });
  });

  it("is in error without a ready pod, and says what the pods wait for", () => {
    const crashing = { name: "discovery", state: { waiting: { reason: "CrashLoopBackOff" } } };
    const pod = istiodPod("istiod-1", { status: { conditions: [], containerStatuses: [crashing] } });
    const result = judge([istiod(0)], [pod]);
    assert.deepEqual(brief(result), ["error Deployment istio-system/istiod: 0/1 ready (istiod-1: CrashLoopBackOff)"]);
    assert.match(steps(result).join(), /kubectl describe pods -n istio-system -l app=istiod/);
  });

  it("is a warning with a part of its pods", () => {
    assert.deepEqual(brief(judge([istiod(1, 2)])), ["warning Deployment istio-system/istiod: 1/2 ready"]);
  });

  it("is in error when it was scaled to nothing", () => {
    const result = judge([istiod(0, 0)]);
    assert.deepEqual(brief(result), ["error Deployment istio-system/istiod: scaled to no pods"]);
    assert.deepEqual(steps(result), ["kubectl scale deployment -n istio-system istiod --replicas=1"]);
  });

  it("is in error when it is gone, whoever was to install it", () => {
    const gone = ["error Namespace istio-system: no deployment with the label app=istiod"];
    assert.deepEqual(brief(judge([])), gone);
    assert.match(steps(judge([])).join(), /name=istiod .*kubectl create/);
    assert.deepEqual(brief(judge([], [], false)), gone);
    assert.deepEqual(steps(judge([], [], false)), ["kubectl get deployments -A -l app=istiod"]);
  });

  it("is looked for where the stack says", async () => {
    const asked = cluster({ deployments: [istiod()], pods: [istiodPod()] });
    assert.deepEqual((await controlPlane.run({ cluster: asked, outputs })).findings, []);
  });
});
