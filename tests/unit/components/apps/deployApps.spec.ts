import assert from "node:assert/strict";
import { AppNamespace } from "../../../../components/apps/appNamespace";
import { deployApps } from "../../../../components/apps/deployApps";
import { platforms } from "../../../../components/platforms";
import type { RawSettings } from "../../../../config";
import { parseSettings } from "../../../../config";
import { someMesh } from "../../support/meshes";
import { named, ofKind, record } from "../../support/recorder";
import { containerOf, environment, replicasOf } from "./support";

/** What is deployed for settings with two namespaces. */
const deployed = (raw: RawSettings) =>
  record(() => {
    const settings = parseSettings({ namespaces: [{ name: "shop" }, { name: "a-b" }, { name: "a" }], ...raw });
    const platform = platforms.kubernetes;
    const mesh = someMesh();
    const homes = settings.namespaces.map((one) => new AppNamespace(one.name, { settings: one, platform, mesh }));
    deployApps({ settings, platform, home: (name) => homes.find(({ namespace }) => namespace === name) }, {});
  });

const app = { name: "web", namespace: "shop", image: "team/web:1" };

describe("Apps of a stack", () => {
  it("are what the settings say of one, with the defaults for the rest", async () => {
    const resources = await deployed({
      apps: [
        { ...app, replicas: 3, port: 9000, servicePort: 90, env: { A: "b" }, args: ["-v"], user: { id: 7, group: 8 } },
      ],
    });
    const name = "shop/web-deployment";
    const container = containerOf(resources, name);
    assert.deepEqual([container.image, container.args, environment(container)], ["team/web:1", ["-v"], { A: "b" }]);
    assert.equal(container.securityContext.runAsUser, 7);
    assert.equal(replicasOf(resources, name), 3);
    assert.deepEqual(named(resources, name).inputs.metadata.namespace, "shop");
    assert.deepEqual(named(resources, "shop/web-service").inputs.spec.ports, [
      { name: "http", port: 90, targetPort: "http" },
    ]);
  });

  it("have a Deployment for each version, the first in the file under the app's name", async () => {
    const versions = [
      { name: "stable", image: "team/web:1", replicas: 2 },
      { name: "canary", image: "team/web:2" },
    ];
    const resources = await deployed({ apps: [{ name: "web", namespace: "shop", versions }] });
    assert.deepEqual(
      ofKind(resources, "Deployment").map(({ name, inputs: { metadata } }) => [
        name,
        metadata.name,
        metadata.labels.version,
        containerOf(resources, name).image,
        replicasOf(resources, name),
      ]),
      [
        ["shop/web-deployment", "web", "stable", "team/web:1", 2],
        ["shop/web-canary-deployment", "web-canary", "canary", "team/web:2", 1],
      ],
    );
  });

  it("have names of their own, whatever the names and namespaces", async () => {
    const resources = await deployed({
      apps: [
        { ...app, namespace: "a-b", name: "c" },
        { ...app, namespace: "a", name: "b-c" },
      ],
    });
    const urns = resources.map(({ urn }) => urn);
    assert.equal(new Set(urns).size, urns.length);
  });
});

describe("Samples of a stack", () => {
  const kinds = async (raw: RawSettings) =>
    (await deployed(raw))
      .filter(({ type }) => type.startsWith("istio-mesh:apps:"))
      .map(({ type }) => type.split(":")[2]!);
  const present = async (raw: RawSettings) =>
    [...new Set(await kinds(raw))].filter((kind) => !["AppNamespace", "Microservice"].includes(kind));

  it("are there where the settings name them", async () => {
    assert.deepEqual(await present({}), []);
    const all = {
      namespaces: [{ name: "shop" }, { name: "outside", injection: "disabled" }],
      sockShop: { namespace: "shop", host: "shop.example.com" },
      bookinfo: { namespace: "shop", host: "books.example.com" },
      loadGenerator: { namespace: "shop" },
      outsider: { namespace: "outside" },
    };
    assert.deepEqual(await present(all), ["SockShop", "Bookinfo", "LoadGenerator", "Outsider"]);
  });

  it("are not there where they are switched off", async () => {
    const off = { enabled: false, namespace: "shop", host: "shop.example.com" };
    assert.deepEqual(await present({ sockShop: off, bookinfo: off }), []);
  });

  it("take other images, and Sock Shop the versions that it is to have", async () => {
    const resources = await deployed({
      sockShop: {
        namespace: "shop",
        host: "shop.example.com",
        frontEndV2: true,
        faultyCarts: true,
        images: { "front-end-v2": "team/front-end:2" },
      },
      bookinfo: { namespace: "shop", host: "books.example.com", images: { "reviews-v3": "team/reviews:3" } },
      loadGenerator: { namespace: "shop", image: "team/fortio:1" },
    });
    assert.equal(containerOf(resources, "sock-shop-front-end-v2-deployment").image, "team/front-end:2");
    assert.equal(containerOf(resources, "bookinfo-reviews-v3-deployment").image, "team/reviews:3");
    assert.equal(containerOf(resources, "load-generator-deployment").image, "team/fortio:1");
    assert.ok(named(resources, "sock-shop-carts-faulty-deployment"));
  });
});
