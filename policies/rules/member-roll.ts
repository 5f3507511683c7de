import * as z from "zod";
import type { Finding, Why } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import { isNamed, knownGet, knownItems, knownText, reach } from "../model/known";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import type { Rule } from "../rule";

const config = z.strictObject({
  allowAll: z.boolean().default(false).describe('Allow the member "*": every namespace of the cluster is in the mesh.'),
});

type Config = z.infer<typeof config>;

const WHY = `OpenShift Service Mesh 2 reads exactly one ServiceMeshMemberRoll for each control plane: that named \`default\`, in the
control plane's namespace. The operator refuses any other name, members that are no namespace names or are listed twice, a namespace
that another roll lists, the control plane's own namespace, and \`members\` together with \`memberSelectors\`; it never makes
\`kube-*\`, \`openshift-*\` or \`ibm-*\` members. A ServiceMeshMember is named \`default\`, too, and points to a control plane
([adding services to a mesh](https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/service_mesh/service-mesh-2-x#ossm-create-mesh)).

The member \`*\` takes in every namespace, with NetworkPolicies that cut off whatever is not in the mesh: list the namespaces, or set
\`allowAll\` for a cluster that is one mesh.`;

const GROUP = "maistra.io";

/** Members of an OpenShift Service Mesh 2 that the operator refuses, or never admits. */
export const memberRoll: Rule<Config> = {
  name: "member-roll",
  codes: [],
  description: "ServiceMeshMemberRolls and ServiceMeshMembers are named default and list what can be a member.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "The operator refuses such an object, or its namespaces never join the mesh.",
  },
  scope: "stack",
  kinds: [`${GROUP}/ServiceMeshMemberRoll`, `${GROUP}/ServiceMeshMember`],
  config,
  *check(object, mesh, { allowAll }) {
    yield* checkName(object);
    if (object.kind === "ServiceMeshMember") {
      yield* checkMember(object, mesh);
      return;
    }
    yield* checkHome(object, mesh);
    yield* checkMembers(object, mesh, allowAll);
  },
};

function* checkName(object: MeshObject): Iterable<Finding> {
  const name = object.root.get("metadata").get("name");
  if (name.value === "default") return;
  yield found(object, name, {
    problem: `but the operator takes a ${object.kind} only by the name "default"`,
    allowed: '"default"',
    fix: 'name it "default"',
  });
}

/** A roll acts for the control plane in its own namespace. */
function* checkHome(roll: MeshObject, mesh: Mesh): Iterable<Finding> {
  const namespace = roll.root.get("metadata").get("namespace");
  const homes = mesh.once("member-roll homes", () => {
    const planes = mesh.ofKind(GROUP, "ServiceMeshControlPlane");
    return planes.every(isNamed) ? new Set(planes.map(({ home }) => home)) : undefined;
  });
  if (namespace.text === undefined || !homes || homes.size === 0) return;
  if (homes.has(namespace.text) || !mesh.holds(namespace.text)) return;
  yield found(roll, namespace, {
    problem: "where the stack has no ServiceMeshControlPlane",
    allowed: `the namespace of a control plane: ${anyOf(homes)}`,
    fix: "put the roll into the control plane's namespace",
  });
}

function* checkMembers(roll: MeshObject, mesh: Mesh, allowAll: boolean): Iterable<Finding> {
  const members = roll.spec.get("members");
  const fields = members.items();
  const selectors = roll.spec.get("memberSelectors");
  if (fields.length > 0 && selectors.items().length > 0) {
    yield refused(roll, selectors, {
      problem: "but the operator takes either members or memberSelectors",
      fix: "keep one of the two",
    });
  }
  const seen = new Set<unknown>();
  for (const field of fields) {
    const why = seen.has(field.value)
      ? { problem: "which is listed twice", fix: "list it once" }
      : (memberProblem(field, roll, { alone: fields.length === 1, allowAll }) ?? elsewhere(field, roll, mesh));
    seen.add(field.value);
    if (why) yield refused(roll, field, why);
  }
}

type Problem = Pick<Why, "problem" | "fix">;

function memberProblem(
  { text, step }: Field,
  roll: MeshObject,
  { alone, allowAll }: { alone: boolean; allowAll: boolean },
): Problem | undefined {
  const remove = `remove member ${step}`;
  if (text === "*") {
    if (!alone) return { problem: "which the operator takes only as the one entry", fix: "list the namespaces" };
    return allowAll
      ? undefined
      : { problem: "which takes every namespace of the cluster into the mesh", fix: "list the namespaces of the mesh" };
  }
  if (text === undefined || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text)) {
    return { problem: "which is not the name of a namespace", fix: "write the namespace's name" };
  }
  if (text === roll.namespace)
    return { problem: "the control plane's own namespace, which cannot be a member", fix: remove };
  if (/^(kube|openshift|ibm)-|^(kube|openshift)$/.test(text)) {
    return { problem: "a namespace that the operator never takes into a mesh", fix: remove };
  }
  return undefined;
}

/** A namespace is in one mesh at most. */
function elsewhere(field: Field, roll: MeshObject, mesh: Mesh): Problem | undefined {
  const rolls = mesh.once("member-roll members", () => rollsByMember(mesh));
  const other = rolls.get(field.text ?? "")?.find((one) => one !== roll && one.home !== roll.home);
  return other && { problem: `which ${other.title} lists, too`, fix: "let one mesh have it" };
}

function rollsByMember(mesh: Mesh): ReadonlyMap<string, readonly MeshObject[]> {
  const rolls = new Map<string, MeshObject[]>();
  for (const roll of mesh.ofKind(GROUP, "ServiceMeshMemberRoll")) {
    for (const member of knownItems(knownGet(roll.spec, "members"))) {
      const name = knownText(member);
      if (name === undefined || name === "*") continue;
      const known = rolls.get(name);
      // Two say all there is to say: the roll itself, and another one.
      if (!known) rolls.set(name, [roll]);
      else if (known.length < 2 && !known.includes(roll)) known.push(roll);
    }
  }
  return rolls;
}

function* checkMember(member: MeshObject, mesh: Mesh): Iterable<Finding> {
  const ref = member.spec.get("controlPlaneRef");
  if (member.partial && ref.missing) return;
  for (const part of ["name", "namespace"]) {
    const field = ref.get(part);
    if (field.text) continue;
    yield found(member, field, {
      problem: "so it is not said which mesh this namespace joins",
      allowed: `the ${part} of a ServiceMeshControlPlane`,
      fix: "write controlPlaneRef with name and namespace",
    });
  }
  const { text: name } = ref.get("name");
  const { text: namespace } = ref.get("namespace");
  if (!name || !namespace || !mesh.holds(namespace)) return;
  const there = mesh.ofKindIn(GROUP, "ServiceMeshControlPlane", namespace);
  if (there.length === 0 || there.some((one) => one.name === name || reach(one.root, "metadata", "name").unknown))
    return;
  yield found(member, ref.get("name"), {
    problem: `which is no ServiceMeshControlPlane in namespace "${namespace}"`,
    allowed: there.map((one) => `"${one.name}"`).join(", "),
    fix: "name the control plane that is there",
  });
}

function refused(roll: MeshObject, field: Field, why: Problem): Finding {
  return found(roll, field, { allowed: "names of namespaces, each once and in one mesh only", ...why });
}
