import assert from "node:assert/strict";
import { judgeWebhooks, webhooks, type Webhooks } from "../../../../../commands/doctor/checks/webhooks";
import type { WebhookConfiguration } from "../../../../../commands/doctor/objects";
import { brief, cluster, outputs, steps } from "../objects";

type Webhook = NonNullable<WebhookConfiguration["webhooks"]>[number];

describe("doctor: webhooks", () => {
  const istiod = { name: "istiod", namespace: "istio-system" };
  const webhook = (name: string, changes: Partial<Webhook> = {}, client = {}): Webhook => ({
    name,
    failurePolicy: "Fail",
    clientConfig: { caBundle: "LS0t", service: istiod, ...client },
    ...changes,
  });
  const configuration = (name: string, app: string, ...all: Webhook[]): WebhookConfiguration => ({
    metadata: { name, labels: { app } },
    webhooks: all,
  });
  const ofRevision = {
    objectSelector: { matchExpressions: [{ key: "istio.io/rev", operator: "In", values: ["default"] }] },
  };
  const general = (...args: [Partial<Webhook>?, object?]) =>
    configuration("default", "istiod", webhook("validation.istio.io", ...args));
  const revision = configuration("rev", "istiod", webhook("rev.validation.istio.io", ofRevision));
  const injector = (...args: [Partial<Webhook>?, object?]) =>
    configuration("injector", "sidecar-injector", webhook("a.injector", ...args), webhook("b.injector", ...args));
  const good: Webhooks = {
    validating: [general(), revision, configuration("policies", "gatekeeper", webhook("x", {}, { caBundle: "" }))],
    mutating: [injector()],
    services: [{ metadata: istiod, spec: {} }],
    namespace: "istio-system",
    releases: outputs.meshReleases,
  };
  const judge = (changes: Partial<Webhooks> = {}) => judgeWebhooks({ ...good, ...changes });

  it("are well when they are trusted, strict and lead to istiod", () => {
    assert.deepEqual(judge(), { summary: "2 configurations for validation, 1 for injection", findings: [] });
  });

  it("are in error when they are gone, or lead to another mesh only", () => {
    const other = { service: { name: "istiod", namespace: "other-mesh" } };
    for (const mutating of [[], [injector({}, other)]]) {
      const result = judge({ mutating });
      assert.deepEqual(brief(result), [
        "error MutatingWebhookConfiguration app=sidecar-injector: none leads to namespace istio-system",
      ]);
      assert.match(steps(result).join(), /name=istiod .*kubectl create/);
    }
    assert.deepEqual(brief(judge({ validating: [] })), [
      "error ValidatingWebhookConfiguration app=istiod: none leads to namespace istio-system",
    ]);
  });

  it("are not put back from a release that the stack does not have", () => {
    assert.deepEqual(steps(judge({ validating: [], releases: [] })), [
      "kubectl get validatingwebhookconfiguration --show-labels",
    ]);
  });

  it("are a warning when only objects of one revision are checked", () => {
    const result = judge({ validating: [revision] });
    assert.deepEqual(brief(result), [
      "warning ValidatingWebhookConfiguration app=istiod: none checks objects without a label istio.io/rev",
    ]);
    assert.match(steps(result).join(), /name=istio-base .*kubectl create/);
  });

  it("are in error without a CA bundle, said once for webhooks that share it", () => {
    const result = judge({ mutating: [injector({}, { caBundle: "" })] });
    assert.deepEqual(brief(result), [
      "error MutatingWebhookConfiguration injector: no CA bundle (a.injector, b.injector)",
    ]);
    assert.ok(steps(result).includes("kubectl rollout restart deployment -n istio-system -l app=istiod"));
    const unpatched = general({ failurePolicy: "Ignore" }, { caBundle: undefined });
    assert.match(brief(judge({ validating: [unpatched] })).join(), /^error .*no CA bundle/);
  });

  it("are a warning when they let pass while istiod is away", () => {
    assert.deepEqual(brief(judge({ validating: [general({ failurePolicy: "Ignore" })] })), [
      "warning ValidatingWebhookConfiguration default: failurePolicy Ignore (validation.istio.io)",
    ]);
  });

  it("are in error when their Service is gone; a warning when that lets pass", () => {
    const strict = judge({ services: [], validating: [general()], mutating: [injector()] });
    assert.deepEqual(brief(strict), [
      "error ValidatingWebhookConfiguration default: Service istio-system/istiod does not exist (validation.istio.io)",
      "error MutatingWebhookConfiguration injector: Service istio-system/istiod does not exist (a.injector, b.injector)",
    ]);
    const canary = { ...istiod, name: "istiod-canary" };
    const lenient = general({ failurePolicy: "Ignore" }, { service: canary, caBundle: "" });
    assert.match(brief(judge({ validating: [lenient] })).join(), /^warning .*istiod-canary does not exist/);
  });

  it("are well at an address outside of the cluster", () => {
    const remote = { service: undefined, caBundle: undefined, url: "https://istiod.example.com/inject" };
    assert.deepEqual(judge({ mutating: [injector({}, remote)] }).findings, []);
  });

  it("are put together from what the cluster lists", async () => {
    const { validating, mutating, services } = good;
    const asked = cluster({
      validatingwebhookconfigurations: validating,
      mutatingwebhookconfigurations: mutating,
      services,
    });
    assert.deepEqual(await webhooks.run({ cluster: asked, outputs }), judge());
  });
});
