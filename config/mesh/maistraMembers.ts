import type { Finding, Rule } from "../rule";
import { namesOf } from "../rule";
import { maistraRule } from "./kindRule";

/**
 * Of these the operator never makes members
 * (https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/service_mesh/service-mesh-2-x#ossm-create-mesh).
 */
const isSystem = (name: string) => /^(kube|openshift|ibm)(-|$)/.test(name);
const noSystem = "a namespace that may be a member: none of kube-*, openshift-*, ibm-*";

const members = maistraRule(["namespaces"], ({ namespaces }) =>
  namesOf(namespaces).flatMap((found, index): Finding[] =>
    found !== undefined && isSystem(found) ? [{ path: ["namespaces", index, "name"], found, allowed: noSystem }] : [],
  ),
);

const extraMembers = maistraRule(
  ["namespaces", "mesh.namespace.name", "mesh.maistra.extraMembers"],
  ({ namespaces, mesh }, { extraMembers: extra }) => {
    const own = namesOf(namespaces);
    const refusal = (name: string, index: number) => {
      if (name === mesh.namespace.name) return "any namespace but the control plane's own, mesh.namespace.name";
      if (isSystem(name)) return noSystem;
      if (own.includes(name)) return "none of the stack's namespaces: they are members already";
      return extra.indexOf(name) < index ? "a name that is not listed before" : undefined;
    };
    return extra.flatMap((found, index): Finding[] => {
      const allowed = refusal(found, index);
      return allowed === undefined ? [] : [{ path: ["mesh", "maistra", "extraMembers", index], found, allowed }];
    });
  },
);

/** Its sidecars come from the one control plane whose member a namespace is, whatever revision a pod names. */
const noRevisions = maistraRule(["namespaces"], ({ namespaces }) =>
  namespaces.flatMap((namespace, index): Finding[] => {
    // An entry that is broken by itself is told where it stands.
    const injection = (namespace as Partial<typeof namespace> | null)?.injection;
    if (typeof (injection as { revision?: unknown } | null | undefined)?.revision !== "string") return [];
    const allowed = "enabled or disabled while mesh.kind is maistra";
    const todo = "OpenShift Service Mesh 2 has no revisions";
    return [{ path: ["namespaces", index, "injection"], found: injection, allowed, todo }];
  }),
);

/** What makes a namespace unfit to be a member. */
export const memberRules: Rule[] = [members, extraMembers, noRevisions];
