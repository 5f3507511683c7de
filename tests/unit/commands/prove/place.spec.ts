import assert from "node:assert/strict";
import { Place } from "../../../../commands/prove/place";
import { podGroups } from "../../../../scenarios/groups";
import { gateway, needs, place, settings } from "./places";

describe("The place of a scenario's parts on a cluster", () => {
  it("is where the stack has its callers", () => {
    assert.deepEqual(place.caller({ from: "mesh" }), { namespace: "tools", pod: "deployment/fortio" });
    assert.deepEqual(place.caller({ from: "outside" }), { namespace: "far", pod: "deployment/partner" });
  });

  it("is an app's service by its full name, with a port that is not HTTP's own", () => {
    const url = (port?: number) => place.address({ service: "carts", of: "sockShop", port, path: "/items?delay=5s" });
    assert.deepEqual(url(), { url: "http://carts.shop.svc.cluster.local/items?delay=5s" });
    assert.deepEqual(url(80), url());
    const reviews = { service: "reviews", of: "bookinfo", port: 9080, path: "/reviews/0" } as const;
    assert.deepEqual(place.address(reviews), { url: "http://reviews.books.svc.cluster.local:9080/reviews/0" });
  });

  it("is the gateway for a sample's host or another one", () => {
    const url = "http://entrance.mesh.svc.cluster.local/cart";
    assert.deepEqual(place.address({ gateway: "sockShop", path: "/cart" }), { url, host: "shop.example.com" });
    assert.deepEqual(place.address({ gateway: "bookinfo", path: "/cart" }), { url, host: "books.example.com" });
    assert.deepEqual(place.address({ gateway: { host: "x.example.com" }, path: "/cart" }), {
      url,
      host: "x.example.com",
    });
    const other = new Place(settings(), { ...gateway, httpPort: 8080 });
    assert.equal(other.address({ gateway: "sockShop", path: "/" }).url, "http://entrance.mesh.svc.cluster.local:8080/");
  });

  it("is any other address as it is", () => {
    assert.deepEqual(place.address({ url: "http://partner.far/" }), { url: "http://partner.far/" });
  });

  it("is a group's pods by their labels", () => {
    assert.deepEqual(place.pods("front-end v2"), {
      namespace: "shop",
      selector: "app=front-end,version=v2",
      counter: podGroups["front-end v2"]?.counter,
    });
    assert.equal(place.pods("reviews v3").namespace, "books");
    const mesh = { namespace: { name: "mesh" }, components: { egressGateway: true } };
    const { namespace, selector } = new Place(settings({ mesh }), gateway).pods("the egress gateway");
    assert.deepEqual([namespace, selector], ["mesh", "istio=egressgateway"]);
  });

  const bare = new Place(settings(), undefined);
  for (const [missing, find] of [
    ["loadGenerator", () => bare.caller({ from: "mesh" })],
    ["outsider", () => bare.caller({ from: "outside" })],
    ["ingress gateway", () => bare.address({ gateway: "sockShop", path: "/" })],
    ["bookinfo", () => bare.address({ service: "reviews", of: "bookinfo", path: "/" })],
    ["bookinfo", () => bare.pods("reviews v1")],
    ["bookinfo", () => new Place(settings(), gateway).address({ gateway: "bookinfo", path: "/" })],
    ['group of pods "carts v9"', () => bare.pods("carts v9")],
  ] as const) {
    it(`is none on a stack that has no ${missing}, which is said`, () => {
      assert.throws(find, { message: `This stack has no ${missing}.` });
    });
  }

  it("is known for every group that a scenario may name", () => {
    const all = new Place(settings(needs), gateway);
    for (const group of Object.keys(podGroups)) assert.ok(all.pods(group).selector, group);
  });
});
