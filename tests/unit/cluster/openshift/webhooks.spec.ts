import assert from "node:assert/strict";
import type { ApiObject } from "../../../../cluster/openshift/api";
import { answer, type Review } from "../../../../cluster/openshift/webhooks/review";
import { secretFor } from "../../../../cluster/openshift/webhooks/secrets";

const review = (object: ApiObject, kind = "Pod"): Review => ({
  apiVersion: "admission.k8s.io/v1beta1",
  kind: "AdmissionReview",
  request: { uid: "7", kind: { kind }, namespace: "shop", object },
});
const pod = (annotations: Record<string, string>, spec: object = {}): ApiObject => ({
  metadata: { name: "front-end", annotations },
  spec: { containers: [{ name: "front-end" }], ...spec },
});
const wanted = { "sidecar.istio.io/inject": "true" };

interface Response {
  apiVersion: string;
  response: { uid: string; allowed: boolean; patch?: string };
}
const ask = (object: ApiObject, path = "/inject?timeout=30s", kind?: string) =>
  answer(review(object, kind), path) as Response;
const patchOf = ({ response: { patch = "" } }: Response) =>
  JSON.parse(Buffer.from(patch, "base64").toString() || "[]") as { path: string; value: { name?: string } | string }[];

describe("The stubs of the mesh's webhooks", () => {
  it("add the container istio-proxy to a pod that asks for it, and say that it was a stub", () => {
    const given = ask(pod(wanted));
    assert.equal(given.apiVersion, "admission.k8s.io/v1beta1");
    assert.equal(given.response.uid, "7");
    const patch = patchOf(given);
    const container = patch.find(({ path }) => path === "/spec/containers/-")?.value;
    assert.equal(typeof container === "object" && container.name, "istio-proxy");
    assert.ok(patch.some(({ path, value }) => path.endsWith("injected-by") && value === "stub"));
  });

  const untouched: [string, ApiObject][] = [
    ["does not ask for it", pod({})],
    ["says no", pod({ "sidecar.istio.io/inject": "false" })],
    ["is in the node's network", pod(wanted, { hostNetwork: true })],
    ["has one already", pod(wanted, { containers: [{ name: "istio-proxy" }] })],
    ["has no annotations at all", { metadata: { name: "bare" }, spec: { containers: [{ name: "bare" }] } }],
  ];
  for (const [what, object] of untouched) {
    it(`leave a pod alone that ${what}`, () => {
      const given = ask(object);
      assert.equal(given.response.allowed, true);
      assert.deepEqual(patchOf(given), []);
    });
  }

  it("allow whatever is to be validated, unchanged", () => {
    for (const path of ["/validate", "/admitpilot", "/admitmixer"]) {
      const given = ask({ metadata: { name: "reviews" }, spec: { hosts: [] } }, path, "VirtualService");
      assert.deepEqual([given.response.allowed, given.response.patch], [true, undefined]);
    }
  });
});

describe("The CA of a mesh's webhooks", () => {
  const configuration = (name: string, clientConfig: object): ApiObject => ({
    metadata: { name },
    webhooks: [{ clientConfig }],
  });
  const service = { service: { namespace: "istio-system" } };
  const expected: [string, string, string][] = [
    ["istiod-basic-istio-system", "istio-ca-secret", "ca-cert.pem"],
    ["istio-galley-istio-system", "istio.istio-galley-service-account", "root-cert.pem"],
    ["istio-sidecar-injector-istio-system", "istio.istio-sidecar-injector-service-account", "root-cert.pem"],
  ];
  for (const [name, secret, key] of expected) {
    it(`is written where the operator looks for that of ${name}`, () => {
      const written = secretFor(configuration(name, service), "the CA");
      assert.deepEqual([written?.metadata.name, written?.metadata.namespace], [secret, "istio-system"]);
      assert.deepEqual(written?.data, { [key]: Buffer.from("the CA").toString("base64") });
    });
  }

  it("is not written for others, nor for one without a Service", () => {
    assert.equal(
      secretFor(configuration("openshift-operators.servicemesh-resources.maistra.io", service), ""),
      undefined,
    );
    assert.equal(secretFor(configuration("istiod-basic", { url: "https://elsewhere" }), ""), undefined);
  });
});
