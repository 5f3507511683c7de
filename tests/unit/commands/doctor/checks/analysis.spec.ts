import assert from "node:assert/strict";
import { analysis, judgeAnalysis, type Message } from "../../../../../commands/doctor/checks/analysis";
import { brief, cluster, outputs, steps } from "../objects";

describe("doctor: istioctl analyze", () => {
  const message = (level: string, origin?: string): Message => ({
    code: "IST0101",
    level,
    message: 'Referenced host\n not found: "x"',
    origin,
    documentationUrl: "https://istio.io/v1.31/docs/reference/config/analysis/ist0101/?ref=istioctl-analyze",
  });
  const judge = (...messages: Message[]) => judgeAnalysis(messages, ["istio-system", "shop"]);

  it("is well without messages", () => {
    assert.deepEqual(judge(), { summary: "0 messages on istio-system, shop", findings: [] });
  });

  it("gives each message with its code, its level and where it is explained", () => {
    const result = judge(message("Error", "VirtualService shop/carts"), message("Warning", "Gateway shop/front"));
    assert.equal(result.summary, "2 messages on istio-system, shop");
    assert.deepEqual(brief(result), [
      'error VirtualService shop/carts: IST0101 Referenced host not found: "x"',
      'warning Gateway shop/front: IST0101 Referenced host not found: "x"',
    ]);
    assert.equal(
      result.findings[0]?.expected,
      "no such message: https://istio.io/v1.31/docs/reference/config/analysis/ist0101/",
    );
    assert.deepEqual(steps(result), [
      "kubectl get virtualservice -n shop carts -o yaml",
      "kubectl get gateways.networking.istio.io -n shop front -o yaml",
    ]);
  });

  it("leaves other people's namespaces alone, but not what all share", () => {
    const result = judge(
      message("Error", "VirtualService other/x"),
      message("Error", "Namespace other"),
      message("Error", "Namespace shop"),
      message("Error", "MutatingWebhookConfiguration injector"),
      message("Error"),
    );
    assert.deepEqual(
      result.findings.map(({ object }) => object),
      ["Namespace shop", "MutatingWebhookConfiguration injector", "The mesh"],
    );
    assert.ok(steps(result).includes("kubectl get namespace shop -o yaml"));
  });

  it("counts hints without calling them findings", () => {
    const result = judge(message("Info", "Namespace shop"), message("Info", "Namespace other"));
    assert.deepEqual(result, {
      summary: "0 messages on istio-system, shop (and 1 hint: istioctl analyze -A)",
      findings: [],
    });
  });

  it("is asked once for all namespaces of the stack", async () => {
    const answers = { "istioctl analyze -A -i istio-system -o json": JSON.stringify([message("Error", "Pod shop/a")]) };
    const result = await analysis.run({ cluster: cluster({}, answers), outputs });
    assert.equal(result.findings.length, 1);
    const none = cluster({}, { "istioctl analyze": "null" });
    assert.equal((await analysis.run({ cluster: none, outputs })).summary, "0 messages on istio-system, shop");
  });
});
