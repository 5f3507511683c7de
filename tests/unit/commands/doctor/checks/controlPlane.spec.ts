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

  it("is Pilot where that is older than istiod", async () => {
    const old = { ...outputs, meshKind: "legacyIstio" as const, meshReleases: ["istio-init", "istio"] };
    const of = async (...deployments: Deployment[]) =>
      controlPlane.run({ cluster: cluster({ deployments, pods: [] }), outputs: old });
    const pilot = await of(deployment("istio-pilot", { app: "pilot" }));
    assert.deepEqual(pilot, { summary: "istio-pilot 1/1 ready in istio-system", findings: [] });
    const broken = await of(deployment("istio-pilot", { app: "pilot" }, 0));
    assert.deepEqual(brief(broken), ["error Deployment istio-system/istio-pilot: 0/1 ready"]);
    assert.match(steps(broken).join(), /-l app=pilot/);
    assert.match(steps(await of()).join(), /name=istio .*kubectl create/);
  });

  it("is also what its operator says of it", async () => {
    const planes = (...conditions: object[]) => [
      { metadata: { name: "basic-install", namespace: "istio-system" }, status: { conditions } },
    ];
    const of = async (meshKind: "maistra" | "sail", objects: object[]) => {
      const kind = meshKind === "maistra" ? "servicemeshcontrolplanes.maistra.io" : "istios.sailoperator.io";
      const lists = { deployments: [istiod()], pods: [], [kind]: objects };
      return controlPlane.run({ cluster: cluster(lists), outputs: { ...outputs, meshKind, meshReleases: [] } });
    };
    const well = [
      { type: "Reconciled", status: "True" },
      { type: "Ready", status: "True" },
    ];
    assert.deepEqual(await of("maistra", planes(...well)), {
      summary: "1 ServiceMeshControlPlane, ready; istiod 1/1 ready in istio-system",
      findings: [],
    });
    const reason = { reason: "ComponentsNotReady", message: "grafana is not ready" };
    const waiting = await of("maistra", planes(well[0]!, { type: "Ready", status: "False", ...reason }));
    assert.deepEqual(brief(waiting), [
      "error ServiceMeshControlPlane istio-system/basic-install: Ready is False: ComponentsNotReady, grafana is not ready",
    ]);
    assert.deepEqual(steps(waiting), [
      "kubectl get servicemeshcontrolplanes.maistra.io -n istio-system basic-install -o yaml",
    ]);
    const istio = (name: string, namespace: string) => ({ metadata: { name }, spec: { namespace } });
    // The other is another mesh's.
    const unseen = await of("sail", [istio("default", "istio-system"), istio("theirs", "their-system")]);
    assert.deepEqual(brief(unseen), ["error Istio default: no Reconciled yet", "error Istio default: no Ready yet"]);
    assert.equal(steps(unseen)[0], "kubectl get istios.sailoperator.io default -o yaml");
  });

  it("is missed where its operator has none", async () => {
    const asked = cluster({ deployments: [], pods: [], "servicemeshcontrolplanes.maistra.io": [] });
    const result = await controlPlane.run({ cluster: asked, outputs: { ...outputs, meshKind: "maistra" } });
    assert.deepEqual(brief(result), [
      "error Stack dev: there is no ServiceMeshControlPlane",
      "error Namespace istio-system: no deployment with the label app=istiod",
    ]);
  });
});
