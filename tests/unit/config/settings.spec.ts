import assert from "node:assert/strict";
import type { RawSettings } from "../../../config";
import { parseSettings } from "../../../config";
import type { Refusal } from "./refusal";
import { refusals } from "./refusal";

/** A stack that is good; each bad one changes what it is about. */
const good = {
  namespaces: [{ name: "shop" }],
  sockShop: { namespace: "shop", host: "shop.example.com" },
};

const knownVersions =
  "1.28.0–1.28.10 (Kubernetes 1.30–1.34), 1.29.0–1.29.7 (Kubernetes 1.31–1.35), " +
  "1.30.0–1.30.4 (Kubernetes 1.32–1.36), 1.31.0–1.31.1 (Kubernetes 1.32–1.36)";
const unlisted = "mesh.allowUnlistedVersion: true lets a release through that this program does not know yet";
const nameRule =
  'a namespace name of lower case letters, digits and "-", starting and ending with a letter or digit, at most 63 characters';
const hostRule = "one full DNS name in lower case such as sockshop.example.com, no wildcard, no IP address";
const imageRule = "an image with a tag other than latest, or a digest, such as mongo:4.4.29";
const topKeys =
  "platform, kubeconfig, context, mesh, addons, routes, namespaces, sockShop, bookinfo, loadGenerator, outsider, apps, services, " +
  "externalServices, scenario";
const meshKeys =
  "kind, version, allowUnlistedVersion, charts, components, values, namespace, mtls, traceSampling, accessLogs, " +
  "tracing, outboundTraffic, gateway, legacyIstio, maistra, sail";
const shopKeys = "enabled, namespace, host, tls, images, frontEndV2, faultyCarts, traffic";

const bad: Refusal[] = [
  [
    "an unknown key, near a known one",
    { mehs: {} },
    `mehs: found {}; allowed: the keys ${topKeys}; this key does not exist: did you mean mesh?`,
  ],
  [
    "an unknown key, near none",
    { telemetry: true },
    `telemetry: found true; allowed: the keys ${topKeys}; this key does not exist: remove it`,
  ],
  [
    "an unknown key inside a group",
    { mesh: { trace_sampling: 5 } },
    `mesh.trace_sampling: found 5; allowed: the keys ${meshKeys}; this key does not exist: did you mean traceSampling?`,
  ],
  [
    "an unknown key inside a list",
    { namespaces: [{ name: "shop", lables: {} }] },
    "namespaces[0].lables: found {}; allowed: the keys name, environment, injection, owned, outboundTraffic, telemetry; this key does not exist: remove it",
  ],
  ["an unknown platform", { platform: "k3s" }, 'platform: found "k3s"; allowed: one of kubernetes, openshift'],
  [
    "an unknown kind of mesh",
    { mesh: { kind: "linkerd" } },
    'mesh.kind: found "linkerd"; allowed: one of istio, legacyIstio, maistra, sail',
  ],
  [
    "settings of another kind of mesh",
    { mesh: { kind: "maistra", sail: {}, values: { istiod: { pilot: {} } } }, platform: "openshift" },
    "mesh.sail: found {}; allowed: nothing while mesh.kind is maistra; mesh.kind: sail makes it count",
    'mesh.values: found {"istiod":{"pilot":{}}}; allowed: nothing while mesh.kind is maistra; mesh.maistra has what can be set for that kind',
  ],
  ["a group that is text", { mesh: "1.30.4" }, `mesh: found "1.30.4"; allowed: a group of the keys ${meshKeys}`],
  [
    "a version that does not exist",
    { mesh: { version: "1.99.0" } },
    `mesh.version: found "1.99.0"; allowed: ${knownVersions}; ${unlisted}`,
  ],
  [
    "a patch that is not known",
    { mesh: { version: "1.30.9" } },
    `mesh.version: found "1.30.9"; allowed: ${knownVersions}; ${unlisted}`,
  ],
  [
    "a version that is a number",
    { mesh: { version: 1.3 } },
    "mesh.version: found 1.3; allowed: a full Istio version such as 1.30.4",
  ],
  ["mutual TLS off", { mesh: { mtls: "DISABLE" } }, 'mesh.mtls: found "DISABLE"; allowed: one of STRICT, PERMISSIVE'],
  [
    "a share above 100",
    { mesh: { traceSampling: 101 } },
    "mesh.traceSampling: found 101; allowed: a percentage, 0 to 100",
  ],
  ["a switch that is text", { mesh: { accessLogs: "yes" } }, 'mesh.accessLogs: found "yes"; allowed: true or false'],
  [
    "a port out of range",
    { mesh: { gateway: { httpPort: 70000 } } },
    "mesh.gateway.httpPort: found 70000; allowed: a port, 1 to 65535",
  ],
  [
    "a port that is no whole number",
    { mesh: { gateway: { httpPort: 80.5 } } },
    "mesh.gateway.httpPort: found 80.5; allowed: a port, 1 to 65535",
  ],
  [
    "a node port on a Service that has none",
    { mesh: { gateway: { serviceType: "ClusterIP", httpNodePort: 30080 } } },
    "mesh.gateway.httpNodePort: found 30080; allowed: nothing while mesh.gateway.serviceType is ClusterIP",
  ],
  [
    "a release name that Helm refuses",
    { mesh: { gateway: { name: "g".repeat(54) } } },
    `mesh.gateway.name: found "${"g".repeat(54)}"; allowed: a release name of at most 53 characters`,
  ],
  [
    "a chart folder without its path",
    { mesh: { charts: { from: "folder" } } },
    "mesh.charts.path: found nothing; allowed: a folder with Istio's charts, because mesh.charts.from is folder",
  ],
  [
    "a path beside a repository",
    { mesh: { charts: { path: "charts" } } },
    'mesh.charts.path: found "charts"; allowed: nothing unless mesh.charts.from is folder',
  ],
  [
    "an address beside a folder",
    { mesh: { charts: { from: "folder", path: "charts", url: "https://charts.example.com" } } },
    'mesh.charts.url: found "https://charts.example.com"; allowed: nothing while mesh.charts.from is folder',
  ],
  [
    "a repository of the wrong scheme",
    { mesh: { charts: { url: "oci://registry.example.com" } } },
    'mesh.charts.url: found "oci://registry.example.com"; allowed: an https:// address while mesh.charts.from is repository',
  ],
  [
    "a registry of the wrong scheme",
    { mesh: { charts: { from: "oci", url: "https://registry.example.com" } } },
    'mesh.charts.url: found "https://registry.example.com"; allowed: an oci:// address while mesh.charts.from is oci',
  ],
  [
    "a gateway without istiod",
    { mesh: { components: { istiod: false } } },
    "mesh.components.gateway: found true; allowed: false while mesh.components.istiod is false; a gateway gets its image and its routes from istiod",
  ],
  [
    "chart values that are text",
    { mesh: { values: { istiod: "x" } } },
    'mesh.values.istiod: found "x"; allowed: a group of Helm values for that chart',
  ],
  [
    "a list that is text",
    { namespaces: "shop" },
    'namespaces: found "shop"; allowed: a list of namespaces, each with at least a name',
  ],
  [
    "a namespace with capitals",
    { namespaces: [{ name: "Shop" }] },
    `namespaces[0].name: found "Shop"; allowed: ${nameRule}`,
  ],
  ["a namespace without a name", { namespaces: [{}] }, `namespaces[0].name: found nothing; allowed: ${nameRule}`],
  [
    "a namespace name of 64 characters",
    { namespaces: [{ name: "n".repeat(64) }] },
    `namespaces[0].name: found "${"n".repeat(64)}"; allowed: ${nameRule}`,
  ],
  [
    "a namespace named twice",
    { namespaces: [{ name: "shop" }, { name: "other" }, { name: "shop" }] },
    'namespaces[2].name: found "shop"; allowed: a name of its own, namespaces[0] has this one',
  ],
  [
    "the control plane's namespace as a member",
    { namespaces: [{ name: "istio-system" }] },
    'namespaces[0].name: found "istio-system"; allowed: any namespace but the control plane\'s own, mesh.namespace.name',
  ],
  [
    "an unknown environment",
    { namespaces: [{ name: "shop", environment: "test" }] },
    'namespaces[0].environment: found "test"; allowed: one of development, staging, production',
  ],
  [
    "an injection that is a switch",
    { namespaces: [{ name: "shop", injection: true }] },
    "namespaces[0].injection: found true; allowed: enabled, disabled, or a control plane revision as { revision: NAME }",
  ],
  [
    "an injection without a revision's name",
    { namespaces: [{ name: "shop", injection: { revision: 5 } }] },
    "namespaces[0].injection.revision: found 5; allowed: the name of a control plane revision",
  ],
  [
    "outbound traffic that is neither let through nor refused",
    { mesh: { outboundTraffic: "DENY" }, namespaces: [{ name: "shop", outboundTraffic: "NONE" }] },
    'mesh.outboundTraffic: found "DENY"; allowed: one of ALLOW_ANY, REGISTRY_ONLY',
    'namespaces[0].outboundTraffic: found "NONE"; allowed: one of ALLOW_ANY, REGISTRY_ONLY',
  ],
  [
    "an egress gateway without istiod",
    { mesh: { components: { istiod: false, gateway: false, egressGateway: true } } },
    "mesh.components.egressGateway: found true; allowed: false while mesh.components.istiod is false; a gateway gets its image and its routes from istiod",
  ],
  [
    "an ingress gateway under the egress gateway's name",
    { mesh: { components: { egressGateway: true }, gateway: { name: "istio-egressgateway" } } },
    'mesh.gateway.name: found "istio-egressgateway"; allowed: any name but the egress gateway\'s own',
  ],
  [
    "a Sock Shop that is a switch",
    { sockShop: true },
    `sockShop: found true; allowed: a group of the keys ${shopKeys}`,
  ],
  [
    "rules for a service that Sock Shop does not have, near one that it has",
    { ...good, sockShop: { ...good.sockShop, traffic: { cart: {} } } },
    "sockShop.traffic.cart: found {}; allowed: the keys front-end, carts, catalogue, user, payment, orders; this key does not exist: did you mean carts?",
  ],
  [
    "Sock Shop without its host",
    { namespaces: [{ name: "shop" }], sockShop: { namespace: "shop" } },
    `sockShop.host: found nothing; allowed: ${hostRule}`,
  ],
  ...[
    "*",
    "*.example.com",
    "Shop.example.com",
    "shop",
    "192.168.0.1",
    "https://shop.example.com",
    "shop.example.com:80",
  ].map((host): [string, RawSettings, string] => [
    `the host ${host}`,
    { ...good, sockShop: { namespace: "shop", host } },
    `sockShop.host: found "${host}"; allowed: ${hostRule}`,
  ]),
  ...["mongo", "mongo:latest", "mongo:latest@", "registry:5000/mongo", "mongo@sha256:12", "Mongo:4.4"].map(
    (image): [string, RawSettings, string] => [
      `the image ${image}`,
      { ...good, sockShop: { ...good.sockShop, images: { "carts-db": image } } },
      `sockShop.images.carts-db: found "${image}"; allowed: ${imageRule}`,
    ],
  ),
  [
    "Sock Shop in a namespace that is not listed",
    { ...good, namespaces: [{ name: "other" }] },
    'sockShop.namespace: found "shop"; allowed: a namespace of the stack: other; add { name: shop } to istio-mesh:namespaces',
  ],
  [
    "Sock Shop in a namespace without injection",
    { ...good, namespaces: [{ name: "shop", injection: "disabled" }] },
    'sockShop.namespace: found "shop"; allowed: a namespace whose injection is not disabled; without sidecars its workloads cannot take the mesh\'s mutual TLS',
  ],
  [
    "Sock Shop without the components it needs",
    { ...good, mesh: { components: { istiod: false, gateway: false } } },
    "sockShop.enabled: found true; allowed: false while mesh.components.istiod is false; Sock Shop is reached through the mesh",
    "sockShop.enabled: found true; allowed: false while mesh.components.gateway is false; Sock Shop is reached through the mesh",
  ],
  [
    "many problems at once, those between keys too",
    {
      platform: "vms",
      mesh: { version: "0.1", traceSampling: -1 },
      namespaces: [{ name: "a" }, { name: "B" }, { name: "a" }],
      sockShop: { namespace: "c", host: "*" },
    },
    'platform: found "vms"; allowed: one of kubernetes, openshift',
    "mesh.traceSampling: found -1; allowed: a percentage, 0 to 100",
    `namespaces[1].name: found "B"; allowed: ${nameRule}`,
    `sockShop.host: found "*"; allowed: ${hostRule}`,
    `mesh.version: found "0.1"; allowed: ${knownVersions}; ${unlisted}`,
    'namespaces[2].name: found "a"; allowed: a name of its own, namespaces[0] has this one',
    'sockShop.namespace: found "c"; allowed: a namespace of the stack: a, B, a; add { name: c } to istio-mesh:namespaces',
  ],
];

describe("Settings that are refused, each with the whole message", () => refusals(bad));

describe("Settings that are taken", () => {
  it("may be none at all: the secure defaults", () => {
    assert.deepEqual(parseSettings({}), {
      platform: "kubernetes",
      mesh: {
        kind: "istio",
        version: "1.30.4",
        allowUnlistedVersion: false,
        namespace: { name: "istio-system", owned: true },
        charts: { from: "repository" },
        components: { base: true, istiod: true, gateway: true, egressGateway: false },
        mtls: "STRICT",
        traceSampling: 1,
        accessLogs: false,
        outboundTraffic: "ALLOW_ANY",
        gateway: { name: "istio-ingressgateway", serviceType: "LoadBalancer", httpPort: 80 },
        values: { base: {}, cni: {}, istiod: {}, gateway: {}, egressGateway: {} },
      },
      addons: {},
      namespaces: [],
      apps: [],
      services: [],
      externalServices: [],
    });
  });

  for (const image of [
    "mongo:4.4.29",
    "registry.example.com:5000/team/mongo:4.4",
    `quay.io/team/mongo@sha256:${"a".repeat(64)}`,
    `mongo:4.4@sha256:${"a".repeat(64)}`,
    "mongo:latest-4.4",
  ]) {
    it(`may name the image ${image}`, () => {
      const settings = parseSettings({ ...good, sockShop: { ...good.sockShop, images: { "carts-db": image } } });
      assert.equal(settings.sockShop?.images["carts-db"], image);
    });
  }

  it("may name any version where it is allowed, and none but a known one elsewhere, chart folder or not", () => {
    assert.equal(parseSettings({ mesh: { version: "9.9.9", allowUnlistedVersion: true } }).mesh.version, "9.9.9");
    const charts = { from: "folder", path: "/charts" };
    assert.throws(() => parseSettings({ mesh: { version: "1.32-dev", charts } }), /istio-mesh:mesh\.version/);
    assert.equal(parseSettings({ mesh: { charts } }).mesh.charts.path, "/charts");
  });

  it("may be Sock Shop alone: its defaults", () => {
    const { sockShop } = parseSettings(good);
    assert.deepEqual(sockShop, {
      ...good.sockShop,
      enabled: true,
      images: {},
      frontEndV2: false,
      faultyCarts: false,
      traffic: {},
    });
  });

  it("may leave Sock Shop out without taking its settings away", () => {
    const sockShop = { ...good.sockShop, enabled: false };
    const components = { istiod: false, gateway: false };
    assert.equal(parseSettings({ sockShop, mesh: { components } }).sockShop?.enabled, false);
  });
});

describe("Settings of the local cluster", () => {
  const local = {
    mesh: {
      charts: { from: "folder", path: "/charts" },
      gateway: { serviceType: "NodePort", httpNodePort: 30080 },
      values: { istiod: { env: { A: "1" } } },
    },
  };

  it("lie under the stack's own, group by group", () => {
    const { mesh } = parseSettings({ mesh: { traceSampling: 100, values: { istiod: { env: { B: "2" } } } } }, local);
    assert.equal(mesh.traceSampling, 100);
    assert.equal(mesh.charts.path, "/charts");
    assert.equal(mesh.gateway.httpNodePort, 30080);
    assert.deepEqual(mesh.values.istiod, { env: { A: "1", B: "2" } });
  });

  it("give way to another source of charts as a whole", () => {
    assert.deepEqual(parseSettings({ mesh: { charts: { from: "oci" } } }, local).mesh.charts, { from: "oci" });
  });
});
