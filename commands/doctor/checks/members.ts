import type { Settings } from "../../../config";
import { maistraSettings } from "../../../config/mesh/maistra";
import { settingsOfStackFile } from "../../../config/stackFile";
import { stack } from "../../environment";
import { count, skipped, type Check, type Finding, type Result } from "../finding";
import { fullName, type Metadata } from "../objects";
import { lookAgain } from "../steps";

/** A ServiceMeshMemberRoll. */
export interface MemberRoll {
  metadata: Metadata;
  status?: { configuredMembers?: string[] | null };
}

export interface NetworkPolicy {
  metadata: Metadata;
}

/**
 * With Maistra, each namespace of the stack with sidecars is a member of its mesh and has the NetworkPolicies that the operator
 * gives members.
 */
export const members: Check = {
  name: "members",
  run: async ({ cluster, outputs: { meshKind, meshNamespace, meshNamespaces } }) => {
    if (meshKind !== "maistra") return skipped("this kind of mesh keeps no list of them");
    const [rolls, policies] = await Promise.all([
      cluster.list<MemberRoll>("servicemeshmemberrolls.maistra.io", meshNamespace),
      cluster.list<NetworkPolicy>("networkpolicies.networking.k8s.io"),
    ]);
    const settings = settingsOfStackFile(stack);
    return judgeMembers({
      rolls,
      policies,
      mesh: meshNamespace,
      namespaces: enrolled(meshNamespaces, settings),
      makesPolicies: makesPolicies(settings),
    });
  },
};

/** The stack takes no namespace into the mesh that has no sidecars. */
const enrolled = (names: string[], { namespaces }: Settings): string[] =>
  names.filter((name) => !namespaces.some((one) => one.name === name && one.injection === "disabled"));

/** The control plane makes NetworkPolicies unless the stack's own part of its spec says otherwise. */
function makesPolicies({ mesh }: Settings): boolean {
  const { security } = maistraSettings(mesh).spec as { security?: { manageNetworkPolicy?: unknown } | null };
  return security?.manageNetworkPolicy !== false;
}

export interface MemberObjects {
  /** Those of the control plane's namespace. */
  rolls: MemberRoll[];
  /** All of the cluster. */
  policies: NetworkPolicy[];
  /** The control plane's namespace, after which the operator names a mesh. */
  mesh: string;
  /** The stack's namespaces, each to be a member. */
  namespaces: string[];
  /** Whether the operator is to make NetworkPolicies. */
  makesPolicies: boolean;
}

export function judgeMembers({ rolls, policies, mesh, namespaces, makesPolicies }: MemberObjects): Result {
  if (namespaces.length === 0) return skipped("this stack has no namespaces in the mesh");
  const roll = rolls.find(({ metadata }) => metadata.name === "default");
  if (!roll) return { summary: "no roll", findings: [noRoll(mesh)] };
  const configured = roll.status?.configuredMembers ?? [];
  const joined = namespaces.filter((name) => configured.includes(name));
  const expected = policiesForMembers(policies, mesh);
  const findings = [
    ...namespaces.filter((name) => !configured.includes(name)).map((name) => outside(name, roll)),
    // Who is no member yet has none, and that is said already.
    ...joined.flatMap((name) => unprotected(name, { policies, mesh, expected })),
    ...(makesPolicies && expected.length === 0 ? [open(mesh)] : []),
  ];
  const kept = `${count(expected.length, "NetworkPolicy", "NetworkPolicies")} each`;
  return { summary: `${joined.length} of ${count(namespaces.length, "namespace")} on the roll, ${kept}`, findings };
}

/**
 * Names of those that the operator copies into every member: of the control plane's own all but the internal ones
 * (istio-operator: pkg/controller/servicemesh/memberroll/ovs_networkpolicy.go). They are istio-mesh and istio-expose-route,
 * since 2.0 with the control plane's name behind that.
 */
function policiesForMembers(policies: NetworkPolicy[], mesh: string): string[] {
  return policies
    .map(({ metadata }) => metadata)
    .filter(({ namespace, labels }) => namespace === mesh && labels?.["maistra.io/owner"] === mesh)
    .filter(({ annotations }) => annotations?.["maistra.io/internal"] === undefined)
    .map(({ name }) => name);
}

const noRoll = (mesh: string): Finding => ({
  severity: "error",
  object: `ServiceMeshMemberRoll ${mesh}/default`,
  found: "it is not there",
  expected: "the list of the mesh's namespaces: without it none is a member",
  next: [lookAgain()],
});

const open = (mesh: string): Finding => ({
  severity: "warning",
  object: `Namespace ${mesh}`,
  found: "the operator's NetworkPolicies for members are not there",
  expected:
    "them: they keep out whatever is no member of the mesh; or security.manageNetworkPolicy: false in istio-mesh:mesh.maistra.spec",
  causes: ["somebody deleted them: the operator makes them anew with the next change of the control plane"],
  next: [
    `kubectl get networkpolicies -n ${mesh} --show-labels`,
    `kubectl get servicemeshcontrolplanes.maistra.io -n ${mesh} -o yaml`,
  ],
});

const outside = (name: string, { metadata }: MemberRoll): Finding => ({
  severity: "error",
  object: `Namespace ${name}`,
  found: `ServiceMeshMemberRoll ${fullName(metadata)} does not count it among its configured members`,
  expected: "it there: else its pods get no sidecar, and the control plane knows none of its Services",
  causes: [
    "it was taken off the roll, or the operator does not run",
    "it is a member of another mesh, which its label maistra.io/member-of names",
  ],
  next: [
    `kubectl get servicemeshmemberrolls.maistra.io -n ${metadata.namespace} ${metadata.name} -o yaml`,
    `kubectl get namespace ${name} --show-labels`,
  ],
});

function unprotected(
  name: string,
  { policies, mesh, expected }: Pick<MemberObjects, "policies" | "mesh"> & { expected: string[] },
): Finding[] {
  const there = policies
    .map(({ metadata }) => metadata)
    .filter(({ namespace, labels }) => namespace === name && labels?.["maistra.io/member-of"] === mesh);
  const missing = expected.filter((policy) => !there.some((one) => one.name === policy));
  if (missing.length === 0) return [];
  return [
    {
      severity: "warning",
      object: `Namespace ${name}`,
      found: `the operator's NetworkPolicies ${missing.join(" and ")} are not there`,
      expected: "them: they keep out whatever is no member of the mesh",
      causes: [
        "somebody deleted them: the operator makes them anew with the next change of the roll",
        "the cluster's network is none that the operator writes NetworkPolicies for",
      ],
      next: [
        `kubectl get networkpolicies -n ${name} --show-labels`,
        "kubectl get networks.config.openshift.io cluster -o yaml",
      ],
    },
  ];
}
