import assert from "node:assert/strict";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import type { Injection } from "../../../../config";
import { constraintFor } from "../../../../components/platforms/securityContext";
import { named, ofKind, record } from "../../support/recorder";

interface Constraint {
  metadata: { name: string };
  allowedCapabilities: string[];
  allowPrivilegedContainer: boolean;
  allowPrivilegeEscalation: boolean;
  requiredDropCapabilities: string[];
  runAsUser: { type: string };
  users: string[];
  groups: string[];
  [key: string]: unknown;
}

const admitted = (injection: Injection, owns = true) =>
  record(() => {
    const owner = new Namespace("shop", { metadata: { name: "shop" } });
    constraintFor("shop", { namespace: "shop", injection, owned: owns ? owner : undefined }, { dependsOn: owner });
  });

describe("Rights of pods that redirect their own traffic", () => {
  it("are those of restricted-v2 with the init container's two capabilities and any user, nothing of the host", async () => {
    const [constraint] = ofKind(await admitted("enabled"), "SecurityContextConstraints");
    const given = constraint!.inputs as unknown as Constraint;
    assert.equal(given.metadata.name, "shop-istio-init");
    assert.deepEqual(given.allowedCapabilities, ["NET_BIND_SERVICE", "NET_ADMIN", "NET_RAW"]);
    assert.deepEqual(given.requiredDropCapabilities, ["ALL"]);
    assert.deepEqual(given.runAsUser, { type: "RunAsAny" });
    const granted = Object.entries(given).filter(([key, value]) => key.startsWith("allow") && value === true);
    assert.deepEqual(granted, []);
    // Nobody gets it but by the binding.
    assert.deepEqual([given.users, given.groups], [[], []]);
  });

  it("hold in the one namespace, for its service accounts, and go with it", async () => {
    const resources = await admitted({ revision: "canary" });
    const role = named(resources, "shop-constraint-role");
    const binding = named(resources, "shop-constraint-binding");
    const metadata = { name: "use-shop-istio-init", namespace: "shop" };
    const apiGroup = "rbac.authorization.k8s.io";
    assert.deepEqual(role.inputs, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [
        {
          apiGroups: ["security.openshift.io"],
          resources: ["securitycontextconstraints"],
          resourceNames: ["shop-istio-init"],
          verbs: ["use"],
        },
      ],
    });
    assert.deepEqual(binding.inputs, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup, kind: "Role", name: "use-shop-istio-init" },
      subjects: [{ apiGroup, kind: "Group", name: "system:serviceaccounts:shop" }],
    });
    const owner = named(resources, "shop").urn;
    assert.deepEqual([role.deletedWith, binding.deletedWith], [owner, owner]);
    assert.deepEqual([role.dependencies, binding.dependencies], [[owner], [owner]]);
  });

  it("are deleted one by one in a namespace of somebody else; the constraint always is", async () => {
    for (const owns of [true, false]) {
      const resources = await admitted("enabled", owns);
      assert.equal(named(resources, "shop-constraint").deletedWith, "");
      if (!owns) assert.equal(named(resources, "shop-constraint-role").deletedWith, "");
    }
  });

  it("are only those of a user ID where no pod has a sidecar", async () => {
    const resources = await admitted("disabled");
    assert.equal(ofKind(resources, "SecurityContextConstraints").length, 0);
    const { rules } = named(resources, "shop-constraint-role").inputs as unknown as {
      rules: { resourceNames: string[] }[];
    };
    assert.deepEqual(rules[0]!.resourceNames, ["nonroot-v2"]);
  });
});
