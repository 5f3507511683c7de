import assert from "node:assert/strict";
import { realImages } from "../../../cluster/images";
import { nameAndVersion, standIns } from "../../../cluster/standIns";
import * as versions from "../../../versions";

const { bookinfoImages, sockShopImages } = versions;
const appImages = { ...sockShopImages, ...bookinfoImages };
type Name = keyof typeof appImages;

describe("The stand-ins", () => {
  const environmentOf = (name: Name) => standIns().find(({ image }) => image === appImages[name])?.env ?? {};
  /** Whom a service calls, by the path of the request. */
  const calls = (name: Name) =>
    Object.fromEntries(
      (environmentOf(name).STAND_IN_CALLS ?? "")
        .split(";")
        .filter(Boolean)
        .map((route) => route.split("="))
        .map(([path = "", urls = ""]) => [path, urls.split(",").map((url) => new URL(url).hostname)]),
    );

  it("are one for each image that is pinned, together with the images that hold the real program", () => {
    const tables = Object.keys(versions).filter((name) => /Images?$/.test(name));
    assert.deepEqual(tables.sort(), ["bookinfoImages", "fortioImage", "sockShopImages"]);
    const pinned = [...Object.values(appImages), versions.fortioImage];
    const images = [...standIns(), ...realImages].map(({ image }) => image);
    assert.deepEqual(images.sort(), [...new Set<string>(pinned)].sort());
  });

  it("call as Sock Shop's services do", () => {
    assert.deepEqual(calls("front-end"), {
      "/catalogue": ["catalogue"],
      "/cart": ["carts"],
      "/customers": ["user"],
      "/login": ["user"],
      "/orders": ["orders"],
    });
    assert.deepEqual(calls("front-end-v2"), calls("front-end"));
    assert.deepEqual(calls("orders"), { "/orders": ["user", "carts", "payment", "shipping"] });
    const callers = ["front-end", "front-end-v2", "orders"];
    const leaves = Object.keys(sockShopImages).filter((name) => !callers.includes(name));
    for (const name of leaves) assert.deepEqual(calls(name as Name), {}, name);
  });

  it("call as Bookinfo's services do", () => {
    assert.deepEqual(calls("productpage"), {
      "/productpage": ["details", "reviews"],
      "/api/v1/products/0/reviews": ["reviews"],
      "/api/v1/products/0/ratings": ["ratings"],
      "/api/v1/products/": ["details"],
    });
    for (const name of ["reviews-v2", "reviews-v3"] as const) {
      assert.deepEqual(calls(name), { "/reviews": ["ratings"] }, name);
      assert.equal(environmentOf(name).STAND_IN_CALLS, "/reviews=http://ratings:9080/ratings/0");
    }
    for (const name of ["reviews-v1", "details", "ratings"] as const) assert.deepEqual(calls(name), {}, name);
  });

  it("listen where the real ones do", () => {
    const portsOf = (name: Name) => {
      const { STAND_IN_HTTP: http, STAND_IN_TCP: tcp } = environmentOf(name);
      return { http, tcp };
    };
    for (const name of ["carts", "catalogue", "orders", "payment", "queue-master", "shipping", "user"] as const) {
      assert.deepEqual(portsOf(name), { http: "80", tcp: "" }, name);
    }
    for (const name of ["carts-db", "orders-db", "user-db"] as const) {
      assert.deepEqual(portsOf(name), { http: "", tcp: "27017" }, name);
    }
    for (const name of ["front-end", "front-end-v2"] as const) {
      assert.deepEqual(portsOf(name), { http: "8079", tcp: "" }, name);
    }
    for (const name of Object.keys(bookinfoImages)) {
      assert.deepEqual(portsOf(name as Name), { http: "9080", tcp: "" }, name);
    }
    assert.deepEqual(portsOf("catalogue-db"), { http: "", tcp: "3306" });
    assert.deepEqual(portsOf("session-db"), { http: "", tcp: "6379" });
    assert.deepEqual(portsOf("rabbitmq"), { http: "15672", tcp: "5672" });
    assert.deepEqual(portsOf("rabbitmq-exporter"), { http: "9090", tcp: "" });
  });

  for (const [key, name, version] of [
    ["carts", "carts", "0.4.8"],
    ["front-end", "front-end", "0.3.12"],
    ["front-end-v2", "front-end", "master-49c0d1f"],
    ["productpage", "productpage", "v1"],
    ["details", "details", "v1"],
    ["ratings", "ratings", "v1"],
    ["reviews-v1", "reviews", "v1"],
    ["reviews-v2", "reviews", "v2"],
    ["reviews-v3", "reviews", "v3"],
  ] as const) {
    it(`say for ${key} that they are ${name} ${version}`, () => {
      const { STAND_IN_NAME, STAND_IN_VERSION } = environmentOf(key);
      assert.deepEqual([STAND_IN_NAME, STAND_IN_VERSION], [name, version]);
    });
  }

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
