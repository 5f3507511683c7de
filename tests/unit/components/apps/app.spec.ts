import assert from "node:assert/strict";
import type { AppArgs } from "../../../../components/apps/app";
import { App } from "../../../../components/apps/app";
import { named, ofKind } from "../../support/recorder";
import { containerOf, environment, recordIn, replicasOf } from "./support";

const deploy = (changes: Partial<AppArgs> = {}) =>
  recordIn(
    (home) =>
      new App("cart", { ...home, name: "cart", versions: { v1: { image: "team/cart:1" } }, port: 8080, ...changes }),
  );

describe("A person's own app", () => {
  it("is one container behind port 80, by default", async () => {
    const resources = await deploy();
    const container = containerOf(resources, "cart-deployment");
    assert.equal(container.name, "cart");
    assert.equal(container.image, "team/cart:1");
    assert.deepEqual(container.ports, [{ name: "http", containerPort: 8080 }]);
    assert.deepEqual(named(resources, "cart-service").inputs.spec.ports, [
      { name: "http", port: 80, targetPort: "http" },
    ]);
    for (const kind of ["Deployment", "Service", "ServiceAccount"]) {
      assert.deepEqual(
        ofKind(resources, kind).map(({ inputs }) => inputs.metadata.name),
        ["cart"],
      );
    }
    assert.equal(replicasOf(resources, "cart-deployment"), 1);
    assert.deepEqual(named(resources, "cart-deployment").inputs.spec.template.metadata.annotations, {});
  });

  it("starts as its image says, hardened, with modest resources", async () => {
    const { command, args, env, volumeMounts, readinessProbe, resources, securityContext } = containerOf(
      await deploy(),
      "cart-deployment",
    );
    assert.deepEqual([command, args, env, volumeMounts], [undefined, undefined, [], []]);
    assert.deepEqual(readinessProbe.tcpSocket, { port: "http" });
    assert.deepEqual(resources, { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } });
    assert.equal(securityContext.runAsUser, 10001);
    assert.equal(securityContext.runAsGroup, 10001);
    assert.equal(securityContext.readOnlyRootFilesystem, true);
  });

  it("takes all that a person sets", async () => {
    const resources = await deploy({
      servicePort: 8000,
      env: { MODE: "demo" },
      command: ["/cart"],
      args: ["serve"],
      writable: ["/data"],
      healthPath: "/ready",
      user: { id: 2000, group: 3000 },
      resources: { memory: "100Mi", memoryLimit: "1Gi" },
    });
    const container = containerOf(resources, "cart-deployment");
    assert.deepEqual([container.command, container.args], [["/cart"], ["serve"]]);
    assert.deepEqual(environment(container), { MODE: "demo" });
    assert.deepEqual(container.volumeMounts, [{ name: "cart-data", mountPath: "/data" }]);
    assert.deepEqual(container.readinessProbe.httpGet, { path: "/ready", port: "http" });
    assert.deepEqual([container.securityContext.runAsUser, container.securityContext.runAsGroup], [2000, 3000]);
    assert.deepEqual(container.resources, {
      requests: { cpu: "50m", memory: "100Mi" },
      limits: { memory: "1Gi" },
    });
    assert.deepEqual(named(resources, "cart-service").inputs.spec.ports, [
      { name: "http", port: 8000, targetPort: "http" },
    ]);
  });

  it("comes in as many versions as are named, which differ in image and number of pods", async () => {
    const resources = await deploy({
      versions: { v1: { image: "team/cart:1" }, v2: { image: "team/cart:2", replicas: 2 } },
    });
    assert.equal(containerOf(resources, "cart-deployment").image, "team/cart:1");
    assert.equal(containerOf(resources, "cart-v2-deployment").image, "team/cart:2");
    assert.equal(replicasOf(resources, "cart-v2-deployment"), 2);
    assert.equal(named(resources, "cart-v2-deployment").inputs.metadata.name, "cart-v2");
    assert.equal(ofKind(resources, "Service").length, 1);
  });
});
