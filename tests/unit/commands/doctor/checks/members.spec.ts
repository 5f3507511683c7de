import assert from "node:assert/strict";
import type * as Members from "../../../../../commands/doctor/checks/members";
import {
  judgeMembers,
  members,
  type MemberRoll,
  type NetworkPolicy,
} from "../../../../../commands/doctor/checks/members";
import { parseSettings } from "../../../../../config";
import { load } from "../../../tools/harness";
import { brief, cluster, outputs, steps } from "../objects";

const mesh = "user1-istio-system";
const roll = (...configuredMembers: string[]): MemberRoll => ({
  metadata: { name: "default", namespace: mesh },
  status: { configuredMembers },
});
const policy = (fullName: string, labels: Record<string, string>, annotations = {}): NetworkPolicy => {
  const [namespace = "", name = ""] = fullName.split("/");
  return { metadata: { namespace, name, labels, annotations } };
};
const owner = { "maistra.io/owner": mesh };
const member = { "maistra.io/member-of": mesh };

/** The control plane's own, as Maistra 1.1 has them. */
const own = [
  policy(`${mesh}/istio-mesh`, owner),
  policy(`${mesh}/istio-expose-route`, owner),
  policy(`${mesh}/istio-ingress-router`, owner, { "maistra.io/internal": "true" }),
  policy(`${mesh}/mine`, {}),
];
const ofMember = (name: string) => [policy(`${name}/istio-mesh`, member), policy(`${name}/istio-expose-route`, member)];
const namespaces = ["shop", "books"];
const whole = [...own, ...namespaces.flatMap(ofMember)];

describe("doctor: members of a Maistra mesh", () => {
  it("are well when the roll lists them and each has the operator's NetworkPolicies", () => {
    const result = judgeMembers({
      rolls: [roll("shop", "books", "other")],
      policies: whole,
      mesh,
      namespaces,
      makesPolicies: true,
    });
    assert.deepEqual(result, { summary: "2 of 2 namespaces on the roll, 2 NetworkPolicies each", findings: [] });
  });

  it("are in error when the roll does not list one, whose policies are then no matter", () => {
    const result = judgeMembers({
      rolls: [roll("shop")],
      policies: [...own, ...ofMember("shop")],
      mesh,
      namespaces,
      makesPolicies: true,
    });
    assert.equal(result.summary, "1 of 2 namespaces on the roll, 2 NetworkPolicies each");
    assert.deepEqual(brief(result), [
      `error Namespace books: ServiceMeshMemberRoll ${mesh}/default does not count it among its configured members`,
    ]);
    assert.ok(steps(result).includes("kubectl get namespace books --show-labels"));
  });

  it("are in error before the operator has looked at the roll, and without one that it reads", () => {
    const empty: MemberRoll = { metadata: roll().metadata, status: { configuredMembers: null } };
    for (const unread of [empty, { metadata: roll().metadata }]) {
      assert.equal(
        judgeMembers({ rolls: [unread], policies: own, mesh, namespaces, makesPolicies: true }).findings.length,
        2,
      );
    }
    const misnamed = { ...roll("shop", "books"), metadata: { name: "members", namespace: mesh } };
    assert.deepEqual(
      brief(judgeMembers({ rolls: [misnamed], policies: whole, mesh, namespaces, makesPolicies: true })),
      [`error ServiceMeshMemberRoll ${mesh}/default: it is not there`],
    );
  });

  it("are warned of without the operator's NetworkPolicies, whoever else's are there", () => {
    const others = [policy("shop/istio-mesh", { "maistra.io/member-of": "another" }), policy("shop/own", {})];
    const policies = [...own, ...others, ...ofMember("books").slice(0, 1)];
    assert.deepEqual(
      brief(judgeMembers({ rolls: [roll("shop", "books")], policies, mesh, namespaces, makesPolicies: true })),
      [
        "warning Namespace shop: the operator's NetworkPolicies istio-mesh and istio-expose-route are not there",
        "warning Namespace books: the operator's NetworkPolicies istio-expose-route are not there",
      ],
    );
  });

  it("are warned of where the control plane has no NetworkPolicies for them, unless the stack wants none", () => {
    const bare = { rolls: [roll("shop", "books")], policies: own.slice(2), mesh, namespaces };
    const result = judgeMembers({ ...bare, makesPolicies: true });
    assert.equal(result.summary, "2 of 2 namespaces on the roll, 0 NetworkPolicies each");
    assert.deepEqual(brief(result), [
      `warning Namespace ${mesh}: the operator's NetworkPolicies for members are not there`,
    ]);
    assert.deepEqual(judgeMembers({ ...bare, makesPolicies: false }), { ...result, findings: [] });
  });

  /** Of a stack with these namespaces, of which the roll has one. */
  const run = (...settings: object[]) => ofStack({ namespaces: settings });
  const ofStack = (
    { namespaces, spec = {} }: { namespaces: object[]; spec?: object },
    policies = [...own, ...ofMember("shop")],
  ) =>
    load<typeof Members>("commands/doctor/checks/members", {
      "config/stackFile": {
        settingsOfStackFile: () =>
          parseSettings({ platform: "openshift", namespaces, mesh: { kind: "maistra", maistra: { spec } } }),
      },
    }).members.run({
      cluster: cluster({
        "servicemeshmemberrolls.maistra.io": [roll("shop")],
        "networkpolicies.networking.k8s.io": policies,
      }),
      outputs: {
        ...outputs,
        meshKind: "maistra",
        meshNamespace: mesh,
        meshNamespaces: namespaces.map((one) => (one as { name: string }).name),
      },
    });

  it("are not those whose pods get no sidecar", async () => {
    const apart = { name: "apart", injection: "disabled" };
    assert.deepEqual((await run({ name: "shop" }, apart)).findings, []);
    assert.equal((await run({ name: "shop" }, { name: "apart" })).findings.length, 1);
    assert.equal((await run(apart)).skipped, true);
  });

  it("have no NetworkPolicies where the stack tells the control plane so", async () => {
    const shop = [{ name: "shop" }];
    assert.equal((await ofStack({ namespaces: shop }, [])).findings.length, 1);
    const spec = { security: { manageNetworkPolicy: false } };
    assert.deepEqual((await ofStack({ namespaces: shop, spec }, [])).findings, []);
  });

  it("are what the cluster lists for a stack with Maistra, and are not looked at in any other", async () => {
    assert.deepEqual(await run({ name: "shop" }), {
      summary: "1 of 1 namespace on the roll, 2 NetworkPolicies each",
      findings: [],
    });
    for (const meshKind of [undefined, "istio", "sail"] as const) {
      assert.equal((await members.run({ cluster: cluster({}), outputs: { ...outputs, meshKind } })).skipped, true);
    }
    assert.equal(judgeMembers({ rolls: [], policies: [], mesh, namespaces: [], makesPolicies: true }).skipped, true);
  });
});
