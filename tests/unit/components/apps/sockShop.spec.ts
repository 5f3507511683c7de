import assert from "node:assert/strict";
import { countArrivals } from "../../../../components/apps/arrivals";
import type { SockShopArgs } from "../../../../components/apps/sockShop";
import { SockShop } from "../../../../components/apps/sockShop";
import { fortioImage, sockShopImages } from "../../../../versions";
import type { Registered } from "../../support/recorder";
import { named, ofKind } from "../../support/recorder";
import { containerOf, recordIn, replicasOf } from "./support";

const deploy = (options: Omit<SockShopArgs, "namespace" | "platform"> = {}) =>
  recordIn((home) => new SockShop("sock-shop", { ...home, ...options }));

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
    const pinned = Object.fromEntries(Object.entries(sockShopImages).filter(([name]) => name !== "front-end-v2"));
    assert.deepEqual(imagesOf(resources), pinned);
    const carts = "quay.io/powercloud/sock-shop-carts:1.0";
    assert.deepEqual(imagesOf(await deploy({ images: { carts } })), { ...pinned, carts });
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

  it("counts at every pod what arrives there", () => {
    for (const { inputs } of ofKind(resources, "Deployment")) {
      assert.deepEqual(inputs.spec.template.metadata.annotations, countArrivals);
    }
  });
});

describe("Sock Shop's further versions", () => {
  const v2 = "sock-shop-front-end-v2-deployment";
  const faulty = "sock-shop-carts-faulty-deployment";
  let plain: Registered[];
  let all: Registered[];
  before(async () => {
    plain = await deploy();
    all = await deploy({ frontEndV2: true, faultyCarts: true });
  });

  it("are none by default, and leave everything else as it is", () => {
    const inputsOf = (resources: Registered[]) => new Map(resources.map(({ urn, inputs }) => [urn, inputs]));
    const before = inputsOf(plain);
    const after = inputsOf(all);
    for (const { urn } of [named(all, v2), named(all, faulty)]) {
      assert.ok(!before.has(urn), urn);
      assert.ok(after.delete(urn), urn);
    }
    assert.deepEqual(after, before);
  });

  it("are switched on one by one", async () => {
    const names = async (options: Parameters<typeof deploy>[0]) =>
      ofKind(await deploy(options), "Deployment").map(({ name }) => name);
    const frontEndOnly = await names({ frontEndV2: true });
    assert.deepEqual([frontEndOnly.includes(v2), frontEndOnly.includes(faulty)], [true, false]);
    const cartsOnly = await names({ faultyCarts: true });
    assert.deepEqual([cartsOnly.includes(v2), cartsOnly.includes(faulty)], [false, true]);
  });

  it("give front-end a v2, with its own image and all else as in v1", () => {
    const first = containerOf(all, "sock-shop-front-end-deployment");
    assert.deepEqual(containerOf(all, v2), { ...first, image: "mosuke5/front-end:master-49c0d1f" });
    const { metadata, spec } = named(all, v2).inputs;
    assert.equal(metadata.name, "front-end-v2");
    assert.deepEqual(spec.template.metadata.labels, { app: "front-end", name: "front-end", version: "v2" });
    assert.deepEqual(spec.template.metadata.annotations, countArrivals);
  });

  it("take the image of v2 from the settings too", async () => {
    const own = "quay.io/team/front-end:2.0";
    const resources = await deploy({ frontEndV2: true, images: { "front-end-v2": own } });
    assert.equal(containerOf(resources, v2).image, own);
    assert.equal(containerOf(resources, "sock-shop-front-end-deployment").image, sockShopImages["front-end"]);
  });

  it("give carts a faulty one: a fortio that hangs unless the URL asks for something", () => {
    const { metadata, spec } = named(all, faulty).inputs;
    assert.equal(metadata.name, "carts-faulty");
    assert.deepEqual(spec.template.metadata.labels, { app: "carts", name: "carts", version: "faulty" });
    assert.deepEqual(spec.template.metadata.annotations, countArrivals);
    assert.equal(replicasOf(all, faulty), 1);
    const { image, args = [], ports } = containerOf(all, faulty);
    assert.equal(image, fortioImage);
    assert.deepEqual(ports, [{ name: "http", containerPort: 80 }]);
    assert.deepEqual(args.slice(0, 3), ["server", "-http-port", "80"]);
    assert.match(args.join(" "), / -echo-server-default-params delay=60s -max-echo-delay 60s$/);
  });

  it("are probed so that a server that hangs is not restarted", () => {
    const { startupProbe, readinessProbe, livenessProbe } = containerOf(all, faulty);
    for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
      assert.deepEqual(probe.tcpSocket, { port: "http" });
      assert.equal(probe.httpGet, undefined);
    }
  });

  it("may bind port 80 without being root", () => {
    const { spec } = named(all, faulty).inputs.spec.template;
    assert.deepEqual(spec.securityContext.sysctls, [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }]);
  });
});
