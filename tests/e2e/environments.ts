import assert from "node:assert/strict";
import { kubectl, makeWell, names, objects, stackFile, type KubernetesObject } from "./support";

interface PodSpec {
  spec: { containers: { name: string }[]; initContainers?: { name: string }[] };
}

/** Whether a pod made in a namespace would get a sidecar: asked from the API server and its webhooks, nothing is made. */
function injected(namespace: string): boolean {
  const pod = kubectl("run", "probe", "-n", namespace, "--image=probe:1", "--dry-run=server", "-o", "json");
  const { spec } = JSON.parse(pod) as PodSpec;
  return [...spec.containers, ...(spec.initContainers ?? [])].some(({ name }) => name === "istio-proxy");
}

const labels = (namespace: string) =>
  objects<KubernetesObject>("namespace").find(({ metadata }) => metadata.name === namespace)?.metadata.labels;

export function environments(): void {
  describe("components and environments by settings", () => {
    after(() => kubectl("delete", "namespace", "production", "--ignore-not-found"));

    it("switches the gateway off, and only it goes (S1)", async () => {
      await makeWell("up", { STACK_FILE: stackFile("noGateway") });
      assert.deepEqual(names(objects("deployment", "-n", "istio-system")), ["istiod"]);
    });

    it("injects in the namespaces that choose it, and lets a person's own namespace join (S3)", async () => {
      kubectl("create", "namespace", "production");
      await makeWell("up", { STACK_FILE: stackFile("environments") });
      assert.deepEqual(names(objects("deployment", "-n", "istio-system")), ["istio-ingressgateway", "istiod"]);
      const choices = ["development", "staging", "production"].map((name) => [name, injected(name)]);
      assert.deepEqual(Object.fromEntries(choices), { development: true, staging: false, production: true });
      assert.equal(labels("production")?.["istio-injection"], "enabled");
    });

    it("gives the person's namespace back without our labels", async () => {
      await makeWell("up", { STACK_FILE: stackFile("noGateway") });
      assert.equal(labels("production")?.["istio-injection"], undefined);
      assert.equal(labels("production")?.environment, undefined);
      assert.equal(labels("development"), undefined);
    });
  });
}
