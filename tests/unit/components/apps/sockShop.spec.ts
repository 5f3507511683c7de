import assert from "node:assert/strict";
import { AppNamespace } from "../../../../components/apps/appNamespace";
import { SockShop } from "../../../../components/apps/sockShop";
import { platforms } from "../../../../components/platforms";
import type { SockShopSettings } from "../../../../config";
import { sockShopImages } from "../../../../versions";
import { someMesh } from "../../support/meshes";
import type { Registered } from "../../support/recorder";
import { named, ofKind, record } from "../../support/recorder";

const deploy = (images?: SockShopSettings["images"]) =>
  record(() => {
    const platform = platforms.kubernetes;
    const settings = { name: "shop", injection: "enabled", owned: true } as const;
    const namespace = new AppNamespace("shop", { settings, platform, mesh: someMesh() });
    new SockShop("sock-shop", { namespace, platform, images });
  });

describe("Sock Shop", () => {
  let resources: Registered[];
  before(async () => {
    resources = await deploy();
  });
  const containers = (service: string) =>
    named(resources, `sock-shop-${service}-deployment`).inputs.spec.template.spec.containers;

  it("has the 14 Deployments of the official manifests, each with its Service", () => {
    const services = [
      "carts",
      "carts-db",
      "catalogue",
      "catalogue-db",
      "front-end",
      "orders",
      "orders-db",
      "payment",
      "queue-master",
      "rabbitmq",
      "session-db",
      "shipping",
      "user",
      "user-db",
    ];
    for (const kind of ["Deployment", "Service", "ServiceAccount"]) {
      const names = ofKind(resources, kind).map(({ inputs }) => inputs.metadata.name);
      assert.deepEqual(names.sort(), services);
    }
  });

  it("listens where its services expect each other", () => {
    const ports = ofKind(resources, "Service").map(({ inputs }): [string, string] => [
      inputs.metadata.name,
      inputs.spec.ports.map(({ name, port }) => `${name} ${port}`).join(", "),
    ]);
    const http = ["carts", "catalogue", "front-end", "orders", "payment", "queue-master", "shipping", "user"];
    assert.deepEqual(Object.fromEntries(ports), {
      ...Object.fromEntries(http.map((name) => [name, "http 80"])),
      "carts-db": "mongo 27017",
      "catalogue-db": "mysql 3306",
      "orders-db": "mongo 27017",
      rabbitmq: "tcp-amqp 5672, http-metrics 9090",
      "session-db": "redis 6379",
      "user-db": "mongo 27017",
    });
  });

  it("is reached through the ingress gateway only: every Service stays inside the cluster", () => {
    for (const { inputs } of ofKind(resources, "Service")) {
      assert.equal(inputs.spec.type, undefined);
    }
  });

  it("uses every pinned image, and those of the settings in their place", async () => {
    const imagesOf = (list: Registered[]) =>
      Object.fromEntries(
        ofKind(list, "Deployment")
          .flatMap(({ inputs }) => inputs.spec.template.spec.containers)
          .map(({ name, image }) => [name, image]),
      );
    assert.deepEqual(imagesOf(resources), sockShopImages);
    const carts = "quay.io/powercloud/sock-shop-carts:1.0";
    assert.deepEqual(imagesOf(await deploy({ carts })), { ...sockShopImages, carts });
  });

  it("keeps no password", () => {
    const names = ofKind(resources, "Deployment")
      .flatMap(({ inputs }) => inputs.spec.template.spec.containers)
      .flatMap(({ env }) => env.map(({ name }) => name));
    assert.deepEqual(
      names.filter((name) => /PASS/.test(name)),
      ["MYSQL_RANDOM_ROOT_PASSWORD"],
    );
  });

  it("sets what the images cannot know", () => {
    const env = (service: string) => containers(service)[0]!.env.map(({ name, value }) => `${name}=${value}`);
    assert.deepEqual(env("front-end"), ["SESSION_REDIS=true"]);
    assert.deepEqual(env("user"), ["mongo=user-db:27017"]);
    assert.deepEqual(env("catalogue-db"), ["MYSQL_RANDOM_ROOT_PASSWORD=yes", "MYSQL_DATABASE=socksdb"]);
  });
});
