import assert from "node:assert/strict";
import { compileTraffic, TrafficRules } from "../../../../components/traffic/serviceTraffic";
import { sockShopTraffic } from "../../../../components/traffic/sockShopTraffic";
import { someMesh } from "../../support/meshes";
import { named, record } from "../../support/recorder";

describe("The rules for one service", () => {
  it("are one DestinationRule and one VirtualService under its full name", () => {
    const host = "carts.shop.svc.cluster.local";
    assert.deepEqual(compileTraffic({ service: "carts", namespace: "shop" }), {
      destinationRule: {
        metadata: { name: "carts", namespace: "shop" },
        spec: { host, trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } },
      },
      virtualService: {
        metadata: { name: "carts", namespace: "shop" },
        spec: { hosts: [host], http: [{ route: [{ destination: { host, port: { number: 80 } } }] }] },
      },
    });
  });

  it("bind it to a gateway at its outer hosts where it is reached from outside", () => {
    const ingress = { route: "sock-shop", gateway: "shop/edge", hosts: ["shop.example.com"] };
    const { destinationRule, virtualService } = compileTraffic({
      service: "front-end",
      namespace: "shop",
      port: 8080,
      ingress,
    });
    const host = "front-end.shop.svc.cluster.local";
    assert.equal(destinationRule.metadata.name, "front-end");
    assert.deepEqual(virtualService, {
      metadata: { name: "sock-shop", namespace: "shop" },
      spec: {
        hosts: ["shop.example.com"],
        gateways: ["shop/edge"],
        http: [{ route: [{ destination: { host, port: { number: 8080 } } }] }],
      },
    });
  });

  it("are written after the mesh is ready", async () => {
    const traffic = { service: "carts", namespace: "shop" };
    const resources = await record(() => new TrafficRules("carts-traffic", { traffic, after: someMesh().ready }));
    for (const name of ["carts-traffic-destination-rule", "carts-traffic-virtual-service"]) {
      assert.deepEqual(named(resources, name).dependencies, [named(resources, "control-plane").urn]);
    }
  });
});

describe("Sock Shop's rules", () => {
  const compiled = sockShopTraffic("shop", "shop.example.com", "shop/edge").map(compileTraffic);

  it("are the guide's six DestinationRules", () => {
    assert.deepEqual(
      compiled.map(({ destinationRule }) => destinationRule.metadata.name),
      ["front-end", "carts", "catalogue", "user", "payment", "orders"],
    );
  });

  it("are the guide's six VirtualServices, of which only sock-shop faces outwards", () => {
    assert.deepEqual(
      compiled.map(({ virtualService }) => [virtualService.metadata.name, virtualService.spec.gateways?.join()]),
      [
        ["sock-shop", "shop/edge"],
        ["carts", undefined],
        ["catalogue", undefined],
        ["user", undefined],
        ["payment", undefined],
        ["orders", undefined],
      ],
    );
  });
});
