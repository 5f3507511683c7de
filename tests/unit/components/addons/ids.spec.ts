import assert from "node:assert/strict";
import type { Registered } from "../../support/recorder";
import { allDependencies, named, ofKind } from "../../support/recorder";
import { install } from "./support";

/** Those whose charts name the user that their pods run as. */
const addons = { prometheus: {}, grafana: {}, jaeger: {} };

interface Binding {
  metadata: { name: string; namespace: string };
  roleRef: { kind: string; name: string };
  subjects: object[];
}

const inMesh = (resources: readonly Registered[], kind: string) =>
  ofKind(resources, kind).filter(({ inputs }) => inputs.metadata.namespace === "istio-system");

describe("User IDs that addons' charts name", () => {
  const withoutCni = { mesh: { values: { istiod: { pilot: { cni: { enabled: false } } } } } };
  for (const [title, stack] of [
    ["with Istio's CNI plugin", {}],
    ["without it", withoutCni],
    ["with OpenShift Service Mesh 3", { mesh: { kind: "sail" } }],
  ] as const) {
    it(`are allowed to exactly their accounts on OpenShift, before their pods come: ${title}`, async () => {
      const resources = await install({ ...addons, kiali: {} }, { platform: "openshift", ...stack });
      const given = inMesh(resources, "RoleBinding").map(({ inputs }) => inputs as unknown as Binding);
      const of = (account: string): Binding => ({
        ...given.find(({ metadata }) => metadata.name === `use-nonroot-v2-${account}`)!,
        roleRef: { kind: "Role", name: `use-nonroot-v2-${account}` },
        subjects: [{ kind: "ServiceAccount", name: account, namespace: "istio-system" }],
      });
      const names = Object.keys(addons);
      const apiGroup = "rbac.authorization.k8s.io";
      const expected = names.map((name) => ({ ...of(name), roleRef: { ...of(name).roleRef, apiGroup } }));
      assert.deepEqual(given, expected);
      for (const name of names) {
        const { rules } = named(resources, `${name}-constraint-role`).inputs as unknown as { rules: object[] };
        assert.deepEqual(rules, [
          {
            apiGroups: ["security.openshift.io"],
            resources: ["securitycontextconstraints"],
            resourceNames: ["nonroot-v2"],
            verbs: ["use"],
          },
        ]);
        const before = allDependencies(resources, named(resources, `${name}-release`));
        assert.ok(before.has(named(resources, `${name}-constraint-binding`).urn), name);
      }
    });
  }

  it("need nobody's leave on Kubernetes", async () => {
    assert.deepEqual(inMesh(await install(addons), "RoleBinding"), []);
  });
});
