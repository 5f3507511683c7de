import assert from "node:assert/strict";
import type { RawSettings } from "../../../config";
import { parseSettings } from "../../../config";
import { activeRevision, operatorReleases, sail, sailSettings } from "../../../config/mesh/sail";
import type { Refusal } from "./refusal";
import { refusals } from "./refusal";

const stack = (group: object = {}, more: RawSettings = {}): RawSettings => ({
  platform: "openshift",
  mesh: { kind: "sail", sail: group },
  ...more,
});

const withNamespace = (injection: unknown, group: object = {}) =>
  stack(group, { namespaces: [{ name: "shop", injection }] });

const listed = operatorReleases.map(({ operator, istio }) => `${istio.join(", ")} (operator ${operator})`);
const unlisted = "mesh.sail.allowUnlistedVersion: true lets a release through that this program does not know yet";
const versionForm = "a version as the operator writes it: v1.30.3, or v1.30-latest for the newest patch that it has";

const bad: Refusal[] = [
  [
    "another platform",
    { mesh: { kind: "sail" } },
    'platform: found "kubernetes"; allowed: openshift while mesh.kind is sail; OpenShift Service Mesh 3 is for OpenShift; mesh.kind: istio installs Istio by its charts anywhere',
  ],
  [
    "a version without its v",
    stack({ version: "1.30.3" }),
    `mesh.sail.version: found "1.30.3"; allowed: ${versionForm}`,
  ],
  [
    "the newest of all versions",
    stack({ version: "latest" }),
    `mesh.sail.version: found "latest"; allowed: ${versionForm}`,
  ],
  [
    "a release that no operator has",
    stack({ version: "v1.29-latest", operator: { channel: "stable" } }),
    `mesh.sail.version: found "v1.29-latest"; allowed: a release of Istio ${listed.join("; ")}; ${unlisted}`,
  ],
  [
    "a release that the operator of the channel does not have, for the CNI plugin too",
    stack({ version: "v1.30.3", cni: { version: "v1.3.0" }, operator: { channel: "stable-3.3" } }),
    `mesh.sail.version: found "v1.30.3"; allowed: a release of Istio ${listed[1] ?? ""}; ${unlisted}`,
    `mesh.sail.cni.version: found "v1.3.0"; allowed: a release of Istio ${listed[1] ?? ""}; ${unlisted}`,
  ],
  [
    "a name that leaves no room for the version",
    stack({ name: "a".repeat(41) }),
    `mesh.sail.name: found "${"a".repeat(41)}"; allowed: a name of at most 40 characters: revisions are named after it`,
  ],
  [
    "an ambient profile",
    stack({ profile: "ambient" }),
    'mesh.sail.profile: found "ambient"; allowed: one of default, demo, openshift, preview, stable',
  ],
  [
    "labels that Kubernetes does not take",
    stack({ discoveryLabels: { mesh: "not allowed" } }),
    'mesh.sail.discoveryLabels.mesh: found "not allowed"; allowed: a group of labels for namespaces, such as { istio-discovery: enabled }',
  ],
  [
    "no gateway pod",
    stack({ gateway: { replicas: 0 } }),
    "mesh.sail.gateway.replicas: found 0; allowed: a whole number, at least 1",
  ],
  [
    "settings of a CNI plugin that is not this stack's",
    stack({ cni: { install: false, version: "v1.30.3", values: { cni: { logLevel: "debug" } } } }),
    'mesh.sail.cni.version: found "v1.30.3"; allowed: nothing while mesh.sail.cni.install is false',
    'mesh.sail.cni.values: found {"cni":{"logLevel":"debug"}}; allowed: nothing while mesh.sail.cni.install is false',
  ],
  [
    "mutual TLS that somebody else's policy says",
    { platform: "openshift", mesh: { kind: "sail", mtls: "PERMISSIVE", sail: { peerAuthentication: false } } },
    'mesh.mtls: found "PERMISSIVE"; allowed: nothing while mesh.sail.peerAuthentication is false',
  ],
  [
    "a default revision that is not to be one",
    stack({ defaultRevision: false }),
    "mesh.sail.defaultRevision: found false; allowed: true while mesh.sail.name is default and mesh.sail.updateStrategy is InPlace; its revision is called default then; give it another name",
  ],
  [
    "a namespace with a revision that does not exist",
    withNamespace({ revision: "canary" }),
    'namespaces[0].injection.revision: found "canary"; allowed: a revision of this control plane: default',
  ],
  [
    "a revision of a version, where there is one control plane for all versions",
    withNamespace({ revision: "default-v1-30-3" }),
    'namespaces[0].injection.revision: found "default-v1-30-3"; allowed: a revision of this control plane: default',
  ],
  [
    "another control plane's revision",
    withNamespace({ revision: "other-v1-30-3" }, { version: "v1.30.3", updateStrategy: "RevisionBased" }),
    'namespaces[0].injection.revision: found "other-v1-30-3"; allowed: a revision of this control plane: default-v1-30-3, default',
  ],
  [
    "a namespace that names no revision, without a default one",
    withNamespace("enabled", { name: "second", defaultRevision: false }),
    'namespaces[0].injection: found "enabled"; allowed: disabled, or { revision: second } while mesh.sail.defaultRevision is false',
  ],
  [
    "a gateway beside the control plane",
    stack({ gateway: { namespace: "istio-system" } }),
    'mesh.sail.gateway.namespace: found "istio-system"; allowed: a namespace of its own, mesh.namespace.name has this one; the gateway reads the Secrets of its namespace; the control plane keeps the key of its authority in one',
  ],
  [
    "parts that share a namespace",
    stack({ cni: { namespace: "edge" }, gateway: { namespace: "edge" } }),
    'mesh.sail.cni.namespace: found "edge"; allowed: a namespace of its own, mesh.sail.gateway.namespace has this one',
  ],
  [
    "an app's namespace for the gateway",
    stack({ gateway: { namespace: "shop" } }, { namespaces: [{ name: "shop" }] }),
    'mesh.sail.gateway.namespace: found "shop"; allowed: a namespace of its own, namespaces[0].name has this one',
  ],
  [
    "how another kind's gateway is reached",
    { platform: "openshift", mesh: { kind: "sail", gateway: { serviceType: "NodePort", httpNodePort: 30080 } } },
    'mesh.gateway.serviceType: found "NodePort"; allowed: nothing while mesh.kind is sail; mesh.sail.gateway.serviceType says how the gateway\'s Service is reached',
    "mesh.gateway.httpNodePort: found 30080; allowed: nothing while mesh.kind is sail; mesh.sail.gateway.serviceType says how the gateway's Service is reached",
  ],
  [
    "a namespace whose entry is broken, told once",
    stack(
      { name: "second", defaultRevision: false },
      { namespaces: [{ name: "shop", injection: { revision: 1 } }, null] },
    ),
    "namespaces[0].injection.revision: found 1; allowed: the name of a control plane revision",
    "namespaces[1]: found null; allowed: a group of the keys name, environment, injection, owned, outboundTraffic, telemetry",
  ],
];

describe("Settings of OpenShift Service Mesh 3, refused:", () => {
  refusals(bad);
});

describe("Settings of OpenShift Service Mesh 3", () => {
  it("have defaults that fit together", () => {
    const { mesh } = parseSettings({ platform: "openshift", mesh: { kind: "sail" } });
    const { operator, version, name, updateStrategy } = sailSettings(mesh);
    assert.equal(operator.package, "servicemeshoperator3");
    assert.equal(operator.channel, "stable-3.4");
    assert.deepEqual([version, name, updateStrategy], ["v1.30-latest", "default", "InPlace"]);
  });

  it("take any release of an operator that this program does not know", () => {
    for (const group of [
      { version: "v1.99.0", allowUnlistedVersion: true },
      {
        version: "v1.29.6",
        operator: { package: "sailoperator", channel: "stable-1.29", source: "community-operators" },
      },
    ]) {
      assert.equal(parseSettings(stack(group)).mesh.sail?.version, group.version);
    }
  });

  it("let namespaces stay with the former revision, and follow the default one", () => {
    const group = { version: "v1.30.3", updateStrategy: "RevisionBased" };
    for (const revision of ["default-v1-30-3", "default-v1-28-10", "default-v1-28-latest", "default"]) {
      const { namespaces } = parseSettings(withNamespace({ revision }, group));
      assert.deepEqual(namespaces[0]?.injection, { revision });
    }
    assert.equal(parseSettings(withNamespace("enabled", group)).namespaces[0]?.injection, "enabled");
  });

  it("say how the operator names the revision", () => {
    const revision = (group: object) => activeRevision(sail.parse(group));
    assert.equal(revision({}), "default");
    assert.equal(revision({ name: "shop", version: "v1.28.10" }), "shop");
    assert.equal(revision({ name: "shop", version: "v1.28.10", updateStrategy: "RevisionBased" }), "shop-v1-28-10");
    assert.equal(revision({ version: "v1.30-latest", updateStrategy: "RevisionBased" }), "default-v1-30-latest");
  });

  it("are nobody else's: other kinds of control plane are not judged by them", () => {
    const settings = {
      mesh: { kind: "istio" },
      namespaces: [{ name: "istio-ingress", injection: { revision: "canary" } }],
    };
    assert.equal(parseSettings(settings).platform, "kubernetes");
  });
});
