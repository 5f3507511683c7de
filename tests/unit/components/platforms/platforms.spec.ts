import assert from "node:assert/strict";
import { platformOf, platforms } from "../../../../components/platforms";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";
import { record } from "../../support/recorder";

const gateway = { namespace: "istio-system", service: "istio-ingressgateway" };
const home = { namespace: "shop", injection: "enabled" } as const;

describe("On Kubernetes", () => {
  const { membership, exposeHosts, admit } = platforms.kubernetes;

  it("a workload joins by the label of its namespace", () => {
    const none = { podLabels: {}, podAnnotations: {} };
    assert.deepEqual(membership("enabled"), { namespaceLabels: { "istio-injection": "enabled" }, ...none });
    assert.deepEqual(membership("disabled"), { namespaceLabels: { "istio-injection": "disabled" }, ...none });
    assert.deepEqual(membership({ revision: "canary" }), { namespaceLabels: { "istio.io/rev": "canary" }, ...none });
  });

  it("a host needs nothing beside the gateway's Service, and a pod no rights", async () => {
    assert.deepEqual(await record(() => exposeHosts("shop", ["shop.example.com"], gateway, {})), []);
    assert.deepEqual(await record(() => admit("shop", home, {})), []);
  });
});

describe("On OpenShift", () => {
  const { membership } = platforms.openshift;
  const inject = (value: string) => ({ "sidecar.istio.io/inject": value });

  it("a workload joins by its pods", () => {
    assert.deepEqual(membership("enabled"), {
      namespaceLabels: {},
      podLabels: inject("true"),
      podAnnotations: inject("true"),
    });
    assert.deepEqual(membership("disabled").podAnnotations, inject("false"));
    assert.deepEqual(membership({ revision: "canary" }).podLabels, { ...inject("true"), "istio.io/rev": "canary" });
  });
});

describe("The platform of a stack", () => {
  const of = (settings: RawSettings) => platformOf(parseSettings(settings));

  it("is the one it names", () => {
    assert.equal(of({}).name, "kubernetes");
    assert.equal(of({ platform: "openshift" }).name, "openshift");
  });

  const withIstiod = (pilot: unknown) => ({ platform: "openshift", mesh: { values: { istiod: { pilot } } } });
  for (const [title, settings] of [
    ["by default", { platform: "openshift" }],
    ["where the plugin is somebody else's", { platform: "openshift", mesh: { components: { cni: false } } }],
    ["where istiod knows of it", withIstiod({ cni: { enabled: true } })],
    ["whatever else istiod is told", withIstiod({ cni: null })],
    ["nor does it without any pilot", withIstiod(null)],
    ["with Maistra", { platform: "openshift", mesh: { kind: "maistra" } }],
    ["with Sail", { platform: "openshift", mesh: { kind: "sail" } }],
  ] as [string, RawSettings][]) {
    it(`grants no rights while the CNI plugin does the work: ${title}`, async () => {
      const platform = of(settings);
      assert.deepEqual(await record(() => platform.admit("shop", home, {})), []);
      assert.equal(platform.assignsUserIds, true);
    });
  }

  it("grants rights and leaves user IDs to the pods where istiod knows of no CNI plugin", async () => {
    const platform = of(withIstiod({ cni: { enabled: false } }));
    assert.notEqual((await record(() => platform.admit("shop", home, {}))).length, 0);
    assert.equal(platform.assignsUserIds, false);
  });
});
