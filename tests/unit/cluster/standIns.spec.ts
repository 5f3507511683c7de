import assert from "node:assert/strict";
import { nameAndVersion, standIns } from "../../../cluster/standIns";
import { sockShopImages } from "../../../versions";

describe("The stand-ins", () => {
  const environmentOf = (name: keyof typeof sockShopImages) =>
    standIns().find(({ image }) => image === sockShopImages[name])?.env ?? {};
  /** Whom a service calls, by the path of the request. */
  const calls = (name: keyof typeof sockShopImages) =>
    Object.fromEntries(
      (environmentOf(name).STAND_IN_CALLS ?? "")
        .split(";")
        .filter(Boolean)
        .map((route) => route.split("="))
        .map(([path = "", urls = ""]) => [path, urls.split(",").map((url) => new URL(url).hostname)]),
    );

  it("are one for each image that is pinned", () => {
    const images = standIns().map(({ image }) => image);
    assert.deepEqual(images.sort(), [...new Set<string>(Object.values(sockShopImages))].sort());
  });

  it("call as Sock Shop's services do", () => {
    assert.deepEqual(calls("front-end"), {
      "/catalogue": ["catalogue"],
      "/cart": ["carts"],
      "/customers": ["user"],
      "/login": ["user"],
      "/orders": ["orders"],
    });
    assert.deepEqual(calls("orders"), { "/orders": ["user", "carts", "payment", "shipping"] });
    const leaves = Object.keys(sockShopImages).filter((name) => !["front-end", "orders"].includes(name));
    for (const name of leaves) assert.deepEqual(calls(name as "carts"), {}, name);
  });

  it("listen where the real ones do", () => {
    const portsOf = (name: keyof typeof sockShopImages) => {
      const { STAND_IN_HTTP: http, STAND_IN_TCP: tcp } = environmentOf(name);
      return { http, tcp };
    };
    for (const name of ["carts", "catalogue", "orders", "payment", "queue-master", "shipping", "user"] as const) {
      assert.deepEqual(portsOf(name), { http: "80", tcp: "" }, name);
    }
    for (const name of ["carts-db", "orders-db", "user-db"] as const) {
      assert.deepEqual(portsOf(name), { http: "", tcp: "27017" }, name);
    }
    assert.deepEqual(portsOf("front-end"), { http: "8079", tcp: "" });
    assert.deepEqual(portsOf("catalogue-db"), { http: "", tcp: "3306" });
    assert.deepEqual(portsOf("session-db"), { http: "", tcp: "6379" });
    assert.deepEqual(portsOf("rabbitmq"), { http: "15672", tcp: "5672" });
    assert.deepEqual(portsOf("rabbitmq-exporter"), { http: "9090", tcp: "" });
  });

  it("say who they stand for", () => {
    const { STAND_IN_NAME: name, STAND_IN_VERSION: version } = environmentOf("carts");
    assert.deepEqual([name, version], nameAndVersion(sockShopImages.carts).name ? ["carts", "0.4.8"] : []);
  });

  for (const [image, name, version] of [
    ["weaveworksdemos/carts:0.4.8", "carts", "0.4.8"],
    ["mongo:4.4.29", "mongo", "4.4.29"],
    ["registry:5000/team/app:1", "app", "1"],
    ["registry:5000/app", "app", ""],
    ["", "", ""],
  ] as const) {
    it(`take "${name}" and "${version}" from "${image}"`, () => {
      assert.deepEqual(nameAndVersion(image), { name, version });
    });
  }
});
