import assert from "node:assert/strict";
import { bookinfoTraffic } from "../../../../components/traffic/bookinfoTraffic";
import type { ServiceTraffic } from "../../../../components/traffic/serviceTraffic";
import { compileTraffic, TrafficRules } from "../../../../components/traffic/serviceTraffic";
import { sockShopTraffic } from "../../../../components/traffic/sockShopTraffic";
import type { RawSettings } from "../../../../config";
import { ConfigError, parseSettings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import { named, ofKind, record } from "../../support/recorder";

const host = "carts.shop.svc.cluster.local";
const carts: ServiceTraffic = { service: "carts", namespace: "shop" };
const ingress = { route: "shop", gateway: "shop/edge", hosts: ["shop.example.com", "www.example.com"] };

describe("The rules for one service", () => {
  it("are one DestinationRule and one VirtualService under its full name", () => {
    const { destinationRule, virtualServices } = compileTraffic(carts);
    const metadata = { name: "carts", namespace: "shop" };
    assert.deepEqual(destinationRule.metadata, metadata);
    assert.equal(destinationRule.spec.host, host);
    assert.equal(virtualServices.length, 1);
    assert.deepEqual(virtualServices[0]?.metadata, metadata);
    assert.deepEqual(virtualServices[0].spec.hosts, [host]);
    assert.equal(virtualServices[0].spec.gateways, undefined);
    assert.deepEqual(virtualServices[0].spec.http?.[0]?.route, [{ destination: { host, port: { number: 80 } } }]);
  });

  it("bind it to a gateway at its outer hosts where it is reached from outside", () => {
    const { destinationRule, virtualServices } = compileTraffic({ ...carts, port: 8080, ingress });
    assert.equal(destinationRule.metadata.name, "carts");
    assert.deepEqual(
      virtualServices.map(({ metadata, spec: { hosts, gateways, http } }) => [
        metadata.name,
        hosts,
        gateways,
        http?.[0]?.route,
      ]),
      [["shop", ingress.hosts, ["shop/edge"], [{ destination: { host, port: { number: 8080 } } }]]],
    );
  });

  it("hold for callers from outside and from within where both call it", () => {
    const { virtualServices } = compileTraffic({
      ...carts,
      ingress: { ...ingress, alsoInside: true },
      rules: { timeout: "1s" },
    });
    const [inner, outer] = virtualServices;
    assert.deepEqual(outer?.spec.hosts, ingress.hosts);
    assert.deepEqual(inner?.metadata, { name: "carts", namespace: "shop" });
    assert.deepEqual(inner?.spec, { hosts: [host], http: outer?.spec.http });
    assert.equal(outer?.spec.http?.[0]?.timeout, "1s");
  });

  it("take from outside only the paths that are named, beside what has a route; from within every one", () => {
    const paths = [{ exact: "/login" }, { prefix: "/api" }] as const;
    const rules = { routes: [{ match: [{ method: "GET" as const }] }] };
    const { virtualServices } = compileTraffic({ ...carts, ingress: { ...ingress, paths, alsoInside: true }, rules });
    assert.deepEqual(
      virtualServices.map(({ spec }) => spec.http?.map(({ match }) => match)),
      [
        [[{ method: { exact: "GET" } }], undefined],
        [[{ method: { exact: "GET" } }], [{ uri: { exact: "/login" } }, { uri: { prefix: "/api" } }]],
      ],
    );
  });

  it("are refused at construction, before anything is made", () => {
    assert.throws(() => compileTraffic({ ...carts, rules: { timeout: "5" } }), ConfigError);
    assert.throws(() => compileTraffic({ ...carts, versions: ["v1"], rules: { weights: { v2: 100 } } }), ConfigError);
  });
});

describe("The rules in the cluster", () => {
  it("are written after the mesh is ready, and routes after the subsets that they name", async () => {
    const traffic = { ...carts, ingress: { ...ingress, alsoInside: true } };
    const resources = await record(() => new TrafficRules("carts-traffic", { traffic, after: someMesh().ready }));
    const mesh = named(resources, "control-plane").urn;
    const rule = named(resources, "carts-traffic-destination-rule");
    assert.deepEqual(rule.dependencies, [mesh]);
    for (const name of ["carts-traffic-virtual-service", "carts-traffic-virtual-service-outside"]) {
      assert.deepEqual(named(resources, name).dependencies.sort(), [mesh, rule.urn].sort());
    }
    assert.equal(ofKind(resources, "VirtualService").length, 2);
  });
});

const shopOf = (more: RawSettings = {}) =>
  parseSettings({
    namespaces: [{ name: "shop" }],
    sockShop: { namespace: "shop", host: "shop.example.com", ...more },
  }).sockShop!;

describe("Sock Shop's rules", () => {
  const compiled = sockShopTraffic(shopOf(), "shop/edge").map(compileTraffic);

  it("are the guide's six DestinationRules", () => {
    assert.deepEqual(
      compiled.map(({ destinationRule }) => destinationRule.metadata.name),
      ["front-end", "carts", "catalogue", "user", "payment", "orders"],
    );
  });

  it("are the guide's six VirtualServices, of which only sock-shop faces outwards", () => {
    assert.deepEqual(
      compiled.flatMap(({ virtualServices }) =>
        virtualServices.map(({ metadata, spec }) => [metadata.name, spec.hosts?.join(), spec.gateways?.join()]),
      ),
      [
        ["sock-shop", "shop.example.com", "shop/edge"],
        ...["carts", "catalogue", "user", "payment", "orders"].map((name) => [
          name,
          `${name}.shop.svc.cluster.local`,
          undefined,
        ]),
      ],
    );
  });

  it("are what the settings say of each service", () => {
    const shop = shopOf({ traffic: { carts: { timeout: "1s" } } });
    const timeouts = sockShopTraffic(shop, "shop/edge")
      .map(compileTraffic)
      .flatMap(({ virtualServices }) => virtualServices.map(({ spec }) => spec.http?.[0]?.timeout));
    assert.deepEqual(timeouts, ["15s", "1s", "15s", "15s", "15s", "15s"]);
  });

  it("know the second front-end and the faulty carts where they are there", () => {
    const subsets = (more: RawSettings) =>
      sockShopTraffic(shopOf(more), "shop/edge")
        .map(compileTraffic)
        .map(({ destinationRule: { spec } }) => spec.subsets?.map(({ name }) => name).join());
    const none = Array<undefined>(4).fill(undefined);
    assert.deepEqual(subsets({}), ["v1", "v1", ...none]);
    assert.deepEqual(subsets({ frontEndV2: true, faultyCarts: true }).slice(0, 3), ["v1,v2", "v1,faulty", undefined]);
    const [frontEnd] = sockShopTraffic(shopOf({ frontEndV2: true }), "shop/edge").map(compileTraffic);
    assert.equal(frontEnd?.virtualServices[0]?.spec.http?.[0]?.route?.[0]?.destination.subset, "v1");
  });
});

describe("Bookinfo's rules", () => {
  const { bookinfo } = parseSettings({
    namespaces: [{ name: "books" }],
    bookinfo: { namespace: "books", host: "books.example.com", traffic: { ratings: { timeout: "1s" } } },
  });
  const compiled = bookinfoTraffic(bookinfo!, "books/edge").map(compileTraffic);

  it("open the four paths of its own VirtualService at its host, and nothing else", () => {
    const { metadata, spec } = compiled[0]!.virtualServices[0]!;
    assert.equal(metadata.name, "bookinfo");
    assert.deepEqual([spec.hosts, spec.gateways], [["books.example.com"], ["books/edge"]]);
    assert.deepEqual(
      spec.http?.map(({ match }) => match),
      [
        [
          { uri: { exact: "/productpage" } },
          { uri: { exact: "/login" } },
          { uri: { exact: "/logout" } },
          { uri: { prefix: "/api/v1/products" } },
        ],
      ],
    );
    assert.deepEqual(spec.http?.[0]?.route, [
      { destination: { host: "productpage.books.svc.cluster.local", port: { number: 9080 } } },
    ]);
  });

  it("lead calls from within to details, ratings and reviews v1", () => {
    assert.deepEqual(
      compiled
        .slice(1)
        .map(({ virtualServices: [rule] }) => [
          rule?.metadata.name,
          rule?.spec.http?.[0]?.route?.[0]?.destination.subset,
          rule?.spec.http?.[0]?.timeout,
        ]),
      [
        ["details", undefined, "15s"],
        ["ratings", undefined, "1s"],
        ["reviews", "v1", "15s"],
      ],
    );
    assert.deepEqual(
      compiled.map(({ destinationRule: { spec } }) => spec.subsets?.map(({ name }) => name)),
      [undefined, undefined, undefined, ["v1", "v2", "v3"]],
    );
  });
});
