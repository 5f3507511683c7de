import assert from "node:assert/strict";
import { appTraffic } from "../../../../components/traffic/appTraffic";
import { compileTraffic } from "../../../../components/traffic/serviceTraffic";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";

const namespaces = [{ name: "shop" }];
const app = { name: "web", namespace: "shop", image: "team/web:1" };
const versions = [
  { name: "stable", image: "team/web:1" },
  { name: "canary", image: "team/web:2" },
];

const trafficOf = (settings: RawSettings) => appTraffic(parseSettings({ namespaces, ...settings }));
const compiled = (settings: RawSettings) => trafficOf(settings).flatMap(({ services }) => services.map(compileTraffic));

describe("The traffic of a stack", () => {
  it("is that of the samples, by their own names, then of apps and services, by namespace and name", () => {
    const all = trafficOf({
      sockShop: { namespace: "shop", host: "shop.example.com", tls: { secret: "shop" } },
      bookinfo: { namespace: "shop", host: "books.example.com" },
      apps: [{ ...app, host: "web.example.com" }],
      services: [{ name: "old", namespace: "legacy", traffic: {} }],
    });
    assert.deepEqual(
      all.map(({ name, namespace, host, gateway, ruleName, services, tls }) => [
        name,
        namespace,
        host,
        gateway,
        ruleName("x"),
        services.length,
        tls?.secret,
      ]),
      [
        ["sock-shop", "shop", "shop.example.com", "sock-shop-gateway", "x", 6, "shop"],
        ["bookinfo", "shop", "books.example.com", "bookinfo-gateway", "bookinfo-x", 4, undefined],
        ["shop/web", "shop", "web.example.com", "web-gateway", "shop/web", 1, undefined],
        ["legacy/old", "legacy", undefined, "old-gateway", "legacy/old", 1, undefined],
      ],
    );
  });

  it("is none of what is left out", () => {
    assert.deepEqual(trafficOf({}), []);
    const left = { enabled: false, namespace: "shop", host: "a.example.com" };
    assert.deepEqual(trafficOf({ sockShop: left, bookinfo: left }), []);
  });

  it("has a name of its own for each, whatever the names and namespaces", () => {
    const all = trafficOf({
      namespaces: [{ name: "a-b" }, { name: "a" }, { name: "front" }],
      apps: [
        { ...app, namespace: "a-b", name: "c" },
        { ...app, namespace: "a", name: "b-c" },
        { ...app, namespace: "front", name: "end" },
      ],
    });
    assert.equal(new Set([...all.map(({ ruleName }) => ruleName("")), "front-end"]).size, 4);
  });
});

describe("The traffic of an app", () => {
  it("is one rule of a kind, from within the mesh, where it has no host", () => {
    const [rules, ...more] = compiled({ apps: [{ ...app, servicePort: 9000, traffic: { timeout: "3s" } }] });
    assert.deepEqual(more, []);
    const host = "web.shop.svc.cluster.local";
    assert.equal(rules?.destinationRule.spec.host, host);
    assert.equal(rules.virtualServices.length, 1);
    assert.deepEqual(rules.virtualServices[0]?.spec.hosts, [host]);
    const [route] = rules.virtualServices[0].spec.http ?? [];
    assert.deepEqual([route?.timeout, route?.route], ["3s", [{ destination: { host, port: { number: 9000 } } }]]);
  });

  it("holds at its host too", () => {
    const [rules] = compiled({ apps: [{ ...app, host: "web.example.com" }] });
    assert.deepEqual(
      rules?.virtualServices.map(({ metadata, spec }) => [metadata.name, spec.hosts, spec.gateways]),
      [
        ["web", ["web.shop.svc.cluster.local"], undefined],
        ["web-ingress", ["web.example.com"], ["shop/web-gateway"]],
      ],
    );
  });

  it("leads to its versions by weight", () => {
    const weights = { stable: 90, canary: 10 };
    const [rules] = compiled({ apps: [{ name: "web", namespace: "shop", versions, traffic: { weights } }] });
    assert.deepEqual(rules?.destinationRule.spec.subsets, [
      { name: "stable", labels: { version: "stable" } },
      { name: "canary", labels: { version: "canary" } },
    ]);
    assert.deepEqual(
      rules?.virtualServices[0]?.spec.http?.[0]?.route?.map(({ destination, weight }) => [destination.subset, weight]),
      [
        ["stable", 90],
        ["canary", 10],
      ],
    );
  });

  it("leads to the first of its versions in the file's order, not in the alphabet's", () => {
    const [rules] = compiled({ apps: [{ name: "web", namespace: "shop", versions }] });
    assert.equal(rules?.virtualServices[0]?.spec.http?.[0]?.route?.[0]?.destination.subset, "stable");
  });
});

describe("The traffic of a service that something else deployed", () => {
  it("is one rule of a kind in that namespace, at its port, with subsets by labels", () => {
    const subsets = { new: { labels: { release: "new" } } };
    const [rules] = compiled({
      services: [{ name: "old", namespace: "legacy", port: 8080, traffic: { subsets, weights: { new: 100 } } }],
    });
    const host = "old.legacy.svc.cluster.local";
    assert.deepEqual(rules?.destinationRule.metadata, { name: "old", namespace: "legacy" });
    assert.deepEqual(rules.destinationRule.spec.subsets, [{ name: "new", labels: { release: "new" } }]);
    assert.deepEqual(rules.virtualServices[0]?.spec.http?.[0]?.route, [
      { destination: { host, port: { number: 8080 }, subset: "new" }, weight: 100 },
    ]);
  });
});
