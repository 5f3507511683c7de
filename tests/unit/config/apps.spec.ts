import assert from "node:assert/strict";
import { parseSettings } from "../../../config";
import { readStackFile } from "../../../config/stackFile";
import { stepNames } from "../../../scenarios";
import type { Refusal } from "./refusal";
import { refusals } from "./refusal";

/** A stack with a namespace in the mesh and one outside of it. */
const namespaces = [{ name: "shop" }, { name: "outside", injection: "disabled" }];
const sockShop = { namespace: "shop", host: "shop.example.com" };
const app = { name: "web", namespace: "shop", image: "team/web:1" };
const v1 = { name: "v1", image: "team/web:1" };
const v2 = { name: "v2", image: "team/web:2" };
const versioned = { name: "web", namespace: "shop", versions: [v1, v2] };
const external = { name: "api", namespace: "shop", host: "api.example.org" };
const http = [{ number: 80, protocol: "HTTP" }];
const egressOn = { components: { egressGateway: true } };

const serviceRule =
  'a service name of lower case letters, digits and "-", starting with a letter, ending with a letter or digit, at most 63 characters';
const versionRule = 'a version such as v1, of lower case letters, digits and "-", with a letter, at most 63 characters';
const hostRule = "one full DNS name in lower case such as sockshop.example.com, no wildcard, no IP address";
const noSubset = "a subset of the service: it has none; declare it in subsets, or as a version of the app";

const homes: Refusal[] = [
  [
    "Bookinfo, the load generator and the outsider in a namespace that is not listed",
    {
      namespaces: [{ name: "shop" }],
      bookinfo: { namespace: "other", host: "books.example.com" },
      loadGenerator: { namespace: "other" },
      outsider: { namespace: "other" },
    },
    ...["bookinfo", "loadGenerator", "outsider"].map(
      (key) =>
        `${key}.namespace: found "other"; allowed: a namespace of the stack: shop; add { name: other } to istio-mesh:namespaces`,
    ),
  ],
  [
    "an app in a namespace that is not listed, where none is",
    { apps: [app] },
    'apps[0].namespace: found "shop"; allowed: a namespace of the stack: none is listed; add { name: shop } to istio-mesh:namespaces',
  ],
  [
    "an app, Bookinfo and a load generator without sidecars",
    {
      namespaces,
      bookinfo: { namespace: "outside", host: "books.example.com" },
      loadGenerator: { namespace: "outside" },
      apps: [{ ...app, namespace: "outside" }],
    },
    ...["bookinfo", "loadGenerator", "apps[0]"].map(
      (key) =>
        `${key}.namespace: found "outside"; allowed: a namespace whose injection is not disabled; without sidecars its workloads cannot take the mesh's mutual TLS`,
    ),
  ],
  [
    "an outsider inside",
    { namespaces, outsider: { namespace: "shop" } },
    'outsider.namespace: found "shop"; allowed: a namespace whose injection is disabled; it stands for what is outside of the mesh',
  ],
  [
    "an external service of a namespace that is not listed",
    { namespaces, externalServices: [{ ...external, namespace: "other" }] },
    'externalServices[0].namespace: found "other"; allowed: a namespace of the stack: shop, outside; add { name: other } to istio-mesh:namespaces',
  ],
  [
    "what lives in the mesh, without a mesh",
    {
      namespaces,
      mesh: { components: { istiod: false, gateway: false } },
      bookinfo: { namespace: "shop", host: "books.example.com" },
      loadGenerator: { namespace: "shop" },
      apps: [app, { ...app, name: "site", host: "site.example.com" }],
    },
    "bookinfo.enabled: found true; allowed: false while mesh.components.istiod is false; Bookinfo is reached through the mesh",
    "bookinfo.enabled: found true; allowed: false while mesh.components.gateway is false; Bookinfo is reached through the mesh",
    'loadGenerator: found {"namespace":"shop"}; allowed: nothing while mesh.components.istiod is false; the load generator is reached through the mesh',
    'apps[0]: found "web"; allowed: nothing while mesh.components.istiod is false; web is reached through the mesh',
    'apps[1]: found "site"; allowed: nothing while mesh.components.istiod is false; site is reached through the mesh',
    'apps[1]: found "site"; allowed: nothing while mesh.components.gateway is false; site is reached through the mesh',
  ],
];

const unique: Refusal[] = [
  [
    "a host that two have",
    {
      namespaces,
      sockShop,
      bookinfo: { namespace: "shop", host: "shop.example.com" },
      apps: [{ ...app, host: "web.example.com" }],
      services: [{ name: "site", namespace: "legacy", host: "web.example.com" }],
    },
    'bookinfo.host: found "shop.example.com"; allowed: a host of its own, sockShop has this one',
    'services[0].host: found "web.example.com"; allowed: a host of its own, apps[0] has this one',
  ],
  [
    "a name that two apps of a namespace have",
    { namespaces, apps: [app, app] },
    'apps[1].name: found "web"; allowed: a name that is free in namespace shop, apps[0] has this one',
  ],
  [
    "a name that an app and a service have",
    { namespaces, apps: [app], services: [{ name: "web", namespace: "shop", traffic: {} }] },
    'services[0].name: found "web"; allowed: a name that is free in namespace shop, apps[0] has this one',
  ],
  [
    "names of the samples' own services, Deployments and rules",
    {
      namespaces,
      sockShop,
      bookinfo: { namespace: "shop", host: "books.example.com" },
      loadGenerator: { namespace: "shop" },
      apps: ["carts", "front-end-v2", "sock-shop", "reviews", "reviews-v2", "fortio"].map((name) => ({ ...app, name })),
      externalServices: [{ ...external, name: "orders" }],
    },
    ...[
      ["carts", "sockShop"],
      ["front-end-v2", "sockShop"],
      ["sock-shop", "sockShop"],
      ["reviews", "bookinfo"],
      ["reviews-v2", "bookinfo"],
      ["fortio", "loadGenerator"],
    ].map(
      ([name, owner], index) =>
        `apps[${index}].name: found "${name}"; allowed: a name that is free in namespace shop, ${owner} has this one`,
    ),
    'externalServices[0].name: found "orders"; allowed: a name that is free in namespace shop, sockShop has this one',
  ],
  [
    "a name that another app's second version or rules take",
    {
      namespaces,
      apps: [
        { ...versioned, host: "web.example.com" },
        { ...app, name: "web-v2" },
        { ...app, name: "web-ingress" },
      ],
    },
    'apps[1].name: found "web-v2"; allowed: a name that is free in namespace shop, apps[0] has this one',
    'apps[2].name: found "web-ingress"; allowed: a name that is free in namespace shop, apps[0] has this one',
  ],
  [
    "a name that makes that of a Gateway too long",
    {
      namespaces,
      mesh: egressOn,
      apps: [{ ...app, name: "a".repeat(56), host: "a.example.com" }],
      services: [{ name: "b".repeat(56), namespace: "legacy", host: "b.example.com" }],
      externalServices: [{ ...external, name: "c".repeat(57), egressGateway: true }],
    },
    `apps[0].name: found "${"a".repeat(56)}"; allowed: a name of at most 55 characters while host is set: a Gateway is named after it`,
    `services[0].name: found "${"b".repeat(56)}"; allowed: a name of at most 55 characters while host is set: a Gateway is named after it`,
    `externalServices[0].name: found "${"c".repeat(57)}"; allowed: a name of at most 56 characters while egressGateway is set: a Gateway is named after it`,
  ],
];

const apps: Refusal[] = [
  [
    "an app without an image",
    { namespaces, apps: [{ name: "web", namespace: "shop" }] },
    "apps[0].image: found nothing; allowed: an image, or versions with one each",
  ],
  [
    "an app with an image and versions",
    { namespaces, apps: [{ ...app, replicas: 2, versions: [v1] }] },
    'apps[0].image: found "team/web:1"; allowed: nothing beside versions, which have images of their own',
    "apps[0].replicas: found 2; allowed: nothing beside versions, which have replicas of their own",
  ],
  [
    "versions that are a group",
    { namespaces, apps: [{ ...versioned, versions: { v1 } }] },
    'apps[0].versions: found {"v1":{"name":"v1","image":"team/web:1"}}; allowed: a list of versions, each with name and image',
  ],
  [
    "no version",
    { namespaces, apps: [{ ...versioned, versions: [] }] },
    "apps[0].versions: found []; allowed: at least one version",
  ],
  [
    "a version that is a number, in quotes or not",
    {
      namespaces,
      apps: [
        {
          ...versioned,
          versions: [
            { ...v1, name: "1" },
            { ...v2, name: 2 },
          ],
        },
      ],
    },
    `apps[0].versions[0].name: found "1"; allowed: ${versionRule}`,
    `apps[0].versions[1].name: found 2; allowed: ${versionRule}`,
  ],
  [
    "a version named twice",
    { namespaces, apps: [{ ...versioned, versions: [v1, v2, v1] }] },
    'apps[0].versions[2].name: found "v1"; allowed: a name of its own, versions[0] has this one',
  ],
  [
    "a version's image without a tag",
    { namespaces, apps: [{ ...versioned, versions: [{ name: "v1", image: "team/web" }] }] },
    'apps[0].versions[0].image: found "team/web"; allowed: an image with a tag other than latest, or a digest, such as mongo:4.4.29',
  ],
  [
    "a name that no Service can have",
    { namespaces, apps: [{ ...app, name: "1web" }], services: [{ name: "Web", namespace: "legacy", traffic: {} }] },
    `apps[0].name: found "1web"; allowed: ${serviceRule}`,
    `services[0].name: found "Web"; allowed: ${serviceRule}`,
  ],
  [
    "TLS without a host",
    {
      namespaces,
      apps: [{ ...app, tls: { secret: "web" } }],
      services: [{ name: "old", namespace: "legacy", tls: { secret: "old" }, traffic: {} }],
    },
    'apps[0].tls: found {"secret":"web"}; allowed: nothing unless host is set',
    'services[0].tls: found {"secret":"old"}; allowed: nothing unless host is set',
  ],
  [
    "TLS without a secret, at an old version",
    { namespaces, apps: [{ ...app, host: "web.example.com", tls: { minVersion: "TLSV1_1" } }] },
    'apps[0].tls.secret: found nothing; allowed: the name of a Secret in the ingress gateway\'s namespace of lower case letters, digits and "-", starting and ending with a letter or digit, at most 63 characters',
    'apps[0].tls.minVersion: found "TLSV1_1"; allowed: one of TLSV1_2, TLSV1_3',
  ],
  [
    "a wildcard as host",
    { namespaces, apps: [{ ...app, host: "*.example.com" }] },
    `apps[0].host: found "*.example.com"; allowed: ${hostRule}`,
  ],
  [
    "root as user, an environment of numbers, a quantity that is none, arguments that are text",
    {
      namespaces,
      apps: [{ ...app, user: { id: 0, group: 1 }, env: { A: 1 }, resources: { cpu: "lots" }, args: "-v" }],
    },
    "apps[0].env.A: found 1; allowed: a group of environment variables, each a text",
    'apps[0].args: found "-v"; allowed: a list of texts',
    "apps[0].user.id: found 0; allowed: a number from 1 on: 0 is root",
    'apps[0].resources.cpu: found "lots"; allowed: a Kubernetes quantity such as 100m, 64Mi or 1Gi',
  ],
  [
    "weights of an app in one version",
    { namespaces, apps: [{ ...app, traffic: { weights: { v1: 100 } } }] },
    `apps[0].traffic.weights.v1: found "v1"; allowed: ${noSubset}`,
  ],
  [
    "weights for a version that an app does not have",
    { namespaces, apps: [{ ...versioned, traffic: { weights: { v1: 90, v3: 10 } } }] },
    'apps[0].traffic.weights.v3: found "v3"; allowed: a subset of the service: v1, v2; declare it in subsets, or as a version of the app',
  ],
  [
    "weights for front-end v2, which is not there",
    { namespaces, sockShop: { ...sockShop, traffic: { "front-end": { weights: { v1: 80, v2: 20 } } } } },
    'sockShop.traffic.front-end.weights.v2: found "v2"; allowed: a subset of the service: v1; declare it in subsets, or as a version of the app',
  ],
  [
    "a service of others about which nothing is said",
    { namespaces, services: [{ name: "old", namespace: "legacy" }] },
    'services[0]: found {"name":"old","namespace":"legacy"}; allowed: host, traffic or both beside name and namespace',
  ],
  [
    "the mesh's mutual TLS with pods that have no sidecars, by default or said",
    {
      namespaces,
      services: [
        { name: "old", namespace: "outside", host: "old.example.com" },
        { name: "older", namespace: "outside", traffic: { tls: { mode: "ISTIO_MUTUAL" } } },
      ],
    },
    "services[0].traffic.tls.mode: found nothing; allowed: DISABLE or SIMPLE in a namespace whose injection is disabled; nothing there takes the mesh's mutual TLS",
    'services[1].traffic.tls.mode: found "ISTIO_MUTUAL"; allowed: DISABLE or SIMPLE in a namespace whose injection is disabled; nothing there takes the mesh\'s mutual TLS',
  ],
  [
    "a mistake in an app's rules, told together with one between keys",
    { namespaces, apps: [{ ...app, namespace: "other", traffic: { timeout: 5 } }] },
    'apps[0].traffic.timeout: found 5; allowed: "off" or a duration of whole milliseconds, at least 1ms, such as 500ms, 2s or 1m30s',
    'apps[0].namespace: found "other"; allowed: a namespace of the stack: shop, outside; add { name: other } to istio-mesh:namespaces',
  ],
  [
    "a broken app, and the number of the one behind it",
    { namespaces, apps: [null, { ...app, namespace: "other" }] },
    "apps[0]: found null; allowed: a group of the keys name, namespace, image, versions, replicas, port, servicePort, host, tls, env, command, args, writable, healthPath, user, resources, traffic",
    'apps[1].namespace: found "other"; allowed: a namespace of the stack: shop, outside; add { name: other } to istio-mesh:namespaces',
  ],
];

const outside: Refusal[] = [
  [
    "a way through an egress gateway that there is not",
    { namespaces, externalServices: [{ ...external, egressGateway: true }] },
    "externalServices[0].egressGateway: found true; allowed: false while there is no egress gateway; set mesh.components.egressGateway: true",
  ],
  [
    "TCP, or several ports, through the egress gateway",
    {
      namespaces,
      mesh: egressOn,
      externalServices: [
        { ...external, egressGateway: true, ports: [{ number: 5432, protocol: "TCP" }] },
        {
          ...external,
          name: "b",
          host: "b.example.org",
          egressGateway: true,
          ports: [...http, { number: 81, protocol: "HTTP" }],
        },
      ],
    },
    'externalServices[0].ports: found [{"number":5432,"protocol":"TCP"}]; allowed: one port of HTTP, HTTPS or TLS while egressGateway is true',
    'externalServices[1].ports: found [{"number":80,"protocol":"HTTP"},{"number":81,"protocol":"HTTP"}]; allowed: one port of HTTP, HTTPS or TLS while egressGateway is true',
  ],
  [
    "rules for calls that cannot be read",
    { namespaces, externalServices: [{ ...external, traffic: {} }] },
    "externalServices[0].traffic: found {}; allowed: nothing unless ports is one HTTP port; calls under TLS of the app's own cannot be read, so only egressGateway applies to them",
  ],
  [
    "rules beside the egress gateway",
    { namespaces, mesh: egressOn, externalServices: [{ ...external, ports: http, egressGateway: true, traffic: {} }] },
    "externalServices[0].traffic: found {}; allowed: nothing while egressGateway is true",
  ],
  [
    "subsets and regions of a host outside, and the mesh's own TLS",
    {
      namespaces,
      externalServices: [
        {
          ...external,
          ports: http,
          traffic: {
            subsets: { a: { labels: { a: "b" } } },
            tls: {},
            loadBalancing: { locality: { failoverPriority: ["a"] } },
          },
        },
      ],
    },
    'externalServices[0].traffic.subsets: found {"a":{"labels":{"a":"b"}}}; allowed: nothing for a host outside of the mesh, whose servers have no labels',
    'externalServices[0].traffic.loadBalancing.locality: found {"failoverPriority":["a"]}; allowed: nothing for a host outside of the mesh, which has one address here',
    'externalServices[0].traffic.tls.mode: found "ISTIO_MUTUAL"; allowed: SIMPLE or DISABLE: nobody outside of the mesh has its certificates',
  ],
  [
    "a port twice, and no port",
    {
      namespaces,
      externalServices: [
        { ...external, ports: [...http, { number: 80, protocol: "TCP" }] },
        { ...external, name: "b", host: "b.example.org", ports: [] },
      ],
    },
    "externalServices[1].ports: found []; allowed: at least one port",
    "externalServices[0].ports[1].number: found 80; allowed: a port of its own, ports[0] has this one",
  ],
  [
    "a host twice in a namespace, and through the egress gateway from two",
    {
      namespaces: [...namespaces, { name: "other" }],
      mesh: egressOn,
      externalServices: [
        external,
        { ...external, name: "again", ports: http },
        { ...external, name: "out", host: "out.example.org", egressGateway: true },
        { ...external, name: "out", namespace: "other", host: "out.example.org", egressGateway: true },
      ],
    },
    'externalServices[1].host: found "api.example.org"; allowed: a host of its own, externalServices[0] has this one; list further ports there',
    'externalServices[3].host: found "out.example.org"; allowed: a host of its own, externalServices[2] has this one; the egress gateway takes a host from one namespace only',
  ],
  [
    "an address as endpoint, and an unknown protocol",
    {
      namespaces,
      externalServices: [{ ...external, endpoint: "10.0.0.1", ports: [{ number: 80, protocol: "UDP" }] }],
    },
    'externalServices[0].ports[0].protocol: found "UDP"; allowed: one of HTTP, HTTPS, TLS, TCP',
    `externalServices[0].endpoint: found "10.0.0.1"; allowed: ${hostRule}`,
  ],
];

const scenarios: Refusal[] = [
  [
    "a scenario without Sock Shop",
    { scenario: "abort-carts" },
    'scenario: found "abort-carts"; allowed: nothing without Sock Shop, in which every scenario plays',
  ],
  [
    "a scenario while Sock Shop is left out",
    { scenario: "abort-carts", namespaces, sockShop: { ...sockShop, enabled: false } },
    'scenario: found "abort-carts"; allowed: nothing without Sock Shop, in which every scenario plays',
  ],
  [
    "a scenario that there is not",
    { scenario: "abort-cart", namespaces, sockShop },
    `scenario: found "abort-cart"; allowed: one of ${stepNames.join(", ")}`,
  ],
  [
    "a scenario over settings that are broken: only they are told",
    { scenario: "egress-registry-only/3", namespaces: [null, ...namespaces], sockShop },
    "namespaces[0]: found null; allowed: a group of the keys name, environment, injection, owned, outboundTraffic, telemetry",
  ],
  [
    "a scenario whose needs do not fit the stack",
    {
      scenario: "canary-reviews",
      namespaces,
      sockShop,
      apps: [{ ...app, host: "bookinfo.example.com" }],
    },
    'apps[0].host: found "bookinfo.example.com"; allowed: a host of its own, bookinfo has this one',
  ],
];

describe("Homes of what lives in the mesh, refused with the whole message", () => refusals(homes));
describe("Hosts and names that are not unique, refused with the whole message", () => refusals(unique));
describe("Apps and services that are refused, each with the whole message", () => refusals(apps));
describe("Hosts outside of the mesh that are refused, each with the whole message", () => refusals(outside));
describe("Scenarios that are refused, each with the whole message", () => refusals(scenarios));

describe("Apps, services and hosts that are taken", () => {
  it("get their defaults", () => {
    const settings = parseSettings({
      namespaces,
      apps: [app, { ...versioned, name: "site", host: "site.example.com", tls: { secret: "site" } }],
      services: [{ name: "old", namespace: "legacy", traffic: {} }],
      externalServices: [external],
    });
    assert.deepEqual(settings.apps, [
      { ...app, port: 8080, servicePort: 80, env: {}, writable: [] },
      {
        ...versioned,
        name: "site",
        versions: [
          { ...v1, replicas: 1 },
          { ...v2, replicas: 1 },
        ],
        host: "site.example.com",
        tls: { secret: "site", minVersion: "TLSV1_2", redirectHttp: true, clientCertificates: false },
        port: 8080,
        servicePort: 80,
        env: {},
        writable: [],
      },
    ]);
    assert.deepEqual(settings.services, [{ name: "old", namespace: "legacy", port: 80, traffic: {} }]);
    assert.deepEqual(settings.externalServices, [
      { ...external, ports: [{ number: 443, protocol: "HTTPS" }], egressGateway: false },
    ]);
  });

  it("may have a name that is taken elsewhere, or no more", () => {
    parseSettings({
      namespaces: [...namespaces, { name: "other" }],
      sockShop: { ...sockShop, enabled: false },
      apps: [
        { ...app, name: "carts" },
        { ...app, namespace: "other", name: "carts", host: "shop.example.com" },
        { ...app, name: "a".repeat(63) },
      ],
    });
  });

  it("may be services of a namespace that is not the stack's, or that has no sidecars", () => {
    parseSettings({
      namespaces,
      services: [
        { name: "old", namespace: "legacy", host: "old.example.com" },
        { name: "older", namespace: "outside", traffic: { tls: { mode: "DISABLE" } } },
      ],
    });
  });

  it("may be called from two namespaces, each without the egress gateway", () => {
    const externalServices = [external, { ...external, namespace: "other" }];
    parseSettings({ namespaces: [...namespaces, { name: "other" }], externalServices });
  });

  it("are those of the stack files that the end to end tests use", () => {
    for (const name of ["ownApp", "ownAppTls"]) {
      const STACK_FILE = `${__dirname}/../../e2e/stacks/${name}.yaml`;
      const before = process.env.STACK_FILE;
      process.env.STACK_FILE = STACK_FILE;
      try {
        assert.equal(parseSettings(readStackFile("any")).apps.length, 1);
      } finally {
        if (before === undefined) delete process.env.STACK_FILE;
        else process.env.STACK_FILE = before;
      }
    }
  });
});
