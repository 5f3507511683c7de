import assert from "node:assert/strict";
import type { RawSettings } from "../../../config";
import { parseSettings } from "../../../config";
import { maistraSettings } from "../../../config/mesh/maistra";
import type { Refusal } from "./refusal";
import { refusals } from "./refusal";

/** A stack with a control plane of Maistra's, and what else is to be tried. */
const stack = (maistra: RawSettings = {}, mesh: RawSettings = {}, rest: RawSettings = {}): RawSettings => ({
  platform: "openshift",
  mesh: { kind: "maistra", maistra, ...mesh },
  ...rest,
});

const operatorKeys = "install, channel, source, sourceNamespace, startingCSV, approval, namespace";
const versions = "v2.6, v2.5, v2.4, v2.3, v2.2, v2.1, v2.0, v1.1";

const bad: Refusal[] = [
  [
    "another platform",
    { mesh: { kind: "maistra" } },
    'platform: found "kubernetes"; allowed: openshift while mesh.kind is maistra; its operator is for OpenShift; mesh.kind: istio installs Istio by its charts anywhere',
  ],
  [
    "a version that never was",
    stack({ version: "v2.7" }),
    `mesh.maistra.version: found "v2.7"; allowed: one of ${versions}`,
  ],
  [
    "the version in two places",
    stack({ spec: { version: "v2.0" } }),
    'mesh.maistra.spec.version: found "v2.0"; allowed: nothing: mesh.maistra.version says it',
  ],
  [
    "a setting of Mixer's without Mixer",
    stack({ disablePolicyChecks: false }),
    "mesh.maistra.disablePolicyChecks: found false; allowed: nothing while mesh.maistra.version is v2.6; a setting of v1.1, whose Mixer checks policies",
  ],
  [
    "a control plane beside the operators",
    stack({}, { namespace: { name: "openshift-operators" } }),
    'mesh.namespace.name: found "openshift-operators"; allowed: a namespace that none of the operators is in',
  ],
  [
    "a namespace that two operators own",
    stack({
      operators: {
        elasticsearch: { install: true, namespace: { name: "tracing" } },
        jaeger: { install: true, namespace: { name: "tracing" } },
      },
    }),
    "mesh.maistra.operators.jaeger.namespace.owned: found true; allowed: false: mesh.maistra.operators.elasticsearch owns tracing already",
  ],
  [
    "what is no operator's setting",
    stack({ operators: { kiali: { version: "1" } } }),
    `mesh.maistra.operators.kiali.version: found "1"; allowed: the keys ${operatorKeys}; this key does not exist: remove it`,
  ],
  [
    "another kind of approval",
    stack({ operators: { kiali: { approval: "manual" } } }),
    'mesh.maistra.operators.kiali.approval: found "manual"; allowed: one of Automatic, Manual',
  ],
  [
    "members that cannot be",
    stack(
      { extraMembers: ["istio-system", "shop", "kube-system", "more", "more", "More"] },
      {},
      { namespaces: [{ name: "shop" }] },
    ),
    'mesh.maistra.extraMembers[5]: found "More"; allowed: the name of a namespace of lower case letters, digits and "-", starting and ending with a letter or digit, at most 63 characters',
    'mesh.maistra.extraMembers[0]: found "istio-system"; allowed: any namespace but the control plane\'s own, mesh.namespace.name',
    'mesh.maistra.extraMembers[1]: found "shop"; allowed: none of the stack\'s namespaces: they are members already',
    'mesh.maistra.extraMembers[2]: found "kube-system"; allowed: a namespace that may be a member: none of kube-*, openshift-*, ibm-*',
    'mesh.maistra.extraMembers[4]: found "more"; allowed: a name that is not listed before',
  ],
  [
    "the cluster's own namespaces in the mesh",
    stack({}, {}, { namespaces: [{ name: "openshift-shop" }, { name: "kubernetes-shop" }] }),
    'namespaces[0].name: found "openshift-shop"; allowed: a namespace that may be a member: none of kube-*, openshift-*, ibm-*',
  ],
  [
    "a revision",
    stack({}, {}, { namespaces: [{ name: "shop", injection: { revision: "canary" } }] }),
    'namespaces[0].injection: found {"revision":"canary"}; allowed: enabled or disabled while mesh.kind is maistra; OpenShift Service Mesh 2 has no revisions',
  ],
  [
    "what the operator decides about the gateway",
    stack({}, { gateway: { name: "edge", serviceType: "NodePort", httpPort: 81, httpNodePort: 30080 } }),
    ...(
      [
        ["name", '"edge"', "istio-ingressgateway"],
        ["serviceType", '"NodePort"', "ClusterIP"],
        ["httpPort", "81", "80"],
        ["httpNodePort", "30080", "nothing"],
      ] as const
    ).map(
      ([key, found, made]) =>
        `mesh.gateway.${key}: found ${found}; allowed: ${made} while mesh.kind is maistra; the operator makes the gateway; mesh.maistra.spec has what else can be set`,
    ),
  ],
  [
    "a group that is none, once",
    stack({ operators: { kiali: null, jaeger: { namespace: "tracing" } } }, { gateway: { httpPort: 0 } }),
    "mesh.gateway.httpPort: found 0; allowed: a port, 1 to 65535",
    'mesh.maistra.operators.jaeger.namespace: found "tracing"; allowed: a group of the keys name, owned',
    `mesh.maistra.operators.kiali: found null; allowed: a group of the keys ${operatorKeys}`,
  ],
  [
    "hosts whose certificates the gateway of 1.1 cannot read",
    stack(
      { version: "v1.1" },
      {},
      {
        namespaces: [{ name: "shop" }],
        sockShop: { namespace: "shop", host: "shop.example.com", tls: { secret: "a" } },
        apps: [{ name: "plain", namespace: "shop", image: "plain:1", host: "plain.example.com" }],
        services: [{ name: "till", namespace: "shop", host: "till.example.com", tls: { secret: "b" } }],
      },
    ),
    ...[
      ["sockShop", "a"],
      ["services[0]", "b"],
    ].map(
      ([key, secret]) =>
        `${key}.tls: found {"secret":"${secret}"}; allowed: nothing while mesh.maistra.version is v1.1; its operator has no image for what reads the Secret; the router ends TLS where routes.termination is edge`,
    ),
  ],
  [
    "Kiali without Prometheus",
    stack({}, {}, { addons: { kiali: {} } }),
    "addons.kiali.enabled: found true; allowed: false while addons.prometheus is off; it shows what Prometheus has gathered: set addons.prometheus: {}",
  ],
  [
    "addons where they were once",
    stack({ addons: { jaeger: true } }),
    'mesh.maistra.addons: found {"jaeger":true}; allowed: the keys version, name, operators, disablePolicyChecks, extraMembers, spec; this key moved: set the addons that it names as groups of addons, such as addons.jaeger: {}, in its place',
  ],
];

describe("Settings of OpenShift Service Mesh 2 that are refused:", () => refusals(bad));

describe("Settings of OpenShift Service Mesh 2", () => {
  it("have defaults where nobody sets any", () => {
    const { version, name, extraMembers, spec, operators } = maistraSettings(parseSettings(stack()).mesh);
    assert.deepEqual(
      { version, name, extraMembers, spec },
      {
        version: "v2.6",
        name: "basic-install",
        extraMembers: [],
        spec: {},
      },
    );
    const common = {
      channel: "stable",
      source: "redhat-operators",
      sourceNamespace: "openshift-marketplace",
      approval: "Automatic",
    };
    const forAll = { name: "openshift-operators", owned: false };
    assert.deepEqual(operators, {
      elasticsearch: { ...common, install: false, namespace: { name: "openshift-operators-redhat", owned: true } },
      jaeger: { ...common, install: false, namespace: { name: "openshift-distributed-tracing", owned: true } },
      kiali: { ...common, install: true, namespace: forAll },
      serviceMesh: { ...common, install: true, namespace: forAll },
    });
  });

  it("are the same where the group is left out", () => {
    const { mesh } = parseSettings({ platform: "openshift", mesh: { kind: "maistra" } });
    assert.deepEqual(maistraSettings(mesh), maistraSettings(parseSettings(stack()).mesh));
  });

  it("take a gateway that says what the operator makes, and Mixer's setting with Mixer", () => {
    const gateway = { name: "istio-ingressgateway", serviceType: "ClusterIP", httpPort: 80 };
    assert.equal(parseSettings(stack({}, { gateway })).mesh.gateway.serviceType, "ClusterIP");
    const { mesh } = parseSettings(stack({ version: "v1.1", disablePolicyChecks: true }));
    assert.equal(mesh.maistra?.disablePolicyChecks, true);
  });

  it("take certificates where the gateway can read them, and keep those of a sample that is off", () => {
    const namespaces = [{ name: "shop" }];
    const sockShop = { namespace: "shop", host: "shop.example.com", tls: { secret: "shop-certificate" } };
    parseSettings(stack({ version: "v2.0" }, {}, { namespaces, sockShop }));
    parseSettings(stack({ version: "v1.1" }, {}, { namespaces, sockShop: { ...sockShop, enabled: false } }));
  });

  it("are no business of other control planes", () => {
    const gateway = { serviceType: "NodePort", httpPort: 81 };
    const namespaces = [{ name: "openshift-shop", injection: { revision: "canary" } }];
    assert.equal(parseSettings({ mesh: { gateway }, namespaces }).mesh.kind, "istio");
  });
});
