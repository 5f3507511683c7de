import type { Finding, Rule } from "../rule";
import { namesOf } from "../rule";
import { activeRevision, defaultRevision } from "./sail";
import { sailRule } from "./kindRule";

/** Workloads that name no revision need one that is called default. */
const defaultOne = sailRule(
  ["name", "updateStrategy", "defaultRevision"].map((key) => `mesh.sail.${key}`),
  (_, sail) => {
    if (sail.defaultRevision || activeRevision(sail) !== defaultRevision) return [];
    const allowed = "true while mesh.sail.name is default and mesh.sail.updateStrategy is InPlace";
    const todo = "its revision is called default then; give it another name";
    return [{ path: ["mesh", "sail", "defaultRevision"], found: false, allowed, todo }];
  },
);

/** Nobody injects the pods of a namespace that names a revision which does not exist. */
const revisions = sailRule(
  ["namespaces", ...["name", "version", "updateStrategy", "defaultRevision"].map((key) => `mesh.sail.${key}`)],
  ({ namespaces }, sail) => {
    const active = activeRevision(sail);
    const own = [active, ...(sail.defaultRevision && active !== defaultRevision ? [defaultRevision] : [])];
    // The former revision stays until the last pod has left it: a namespace may still be there.
    const former = new RegExp(`^${sail.name}-v\\d+-\\d+-`);
    const exists = (name: string) =>
      own.includes(name) || (sail.updateStrategy === "RevisionBased" && former.test(name));
    return namespaces.flatMap((namespace, index): Finding[] => {
      // An entry that is broken by itself is told where it stands.
      const { injection } = (namespace as Partial<typeof namespace> | null) ?? {};
      const path = ["namespaces", index, "injection"];
      if (injection === "enabled" && !sail.defaultRevision) {
        const allowed = `disabled, or { revision: ${active} } while mesh.sail.defaultRevision is false`;
        return [{ path, found: injection, allowed }];
      }
      const revision: unknown = typeof injection === "object" ? injection.revision : undefined;
      if (typeof revision !== "string" || exists(revision)) return [];
      const allowed = `a revision of this control plane: ${own.join(", ")}`;
      return [{ path: [...path, "revision"], found: revision, allowed }];
    });
  },
);

/** Each part has a namespace of its own, and none of them is an app's. */
const homes = sailRule(
  ["mesh.namespace.name", "mesh.sail.cni.namespace", "mesh.sail.gateway.namespace", "namespaces"],
  ({ mesh, namespaces }, { cni, gateway }) => {
    const owners = new Map([[mesh.namespace.name, "mesh.namespace.name"]]);
    for (const [index, name] of namesOf(namespaces).entries()) {
      if (name !== undefined && !owners.has(name)) owners.set(name, `namespaces[${index}].name`);
    }
    const check = (part: "cni" | "gateway", found: string, todo?: string): Finding[] => {
      const path = ["mesh", "sail", part, "namespace"];
      const owner = owners.get(found);
      owners.set(found, path.join("."));
      if (owner === undefined) return [];
      return [{ path, found, allowed: `a namespace of its own, ${owner} has this one`, todo }];
    };
    // The gateway may read the Secrets beside it, for its certificates.
    const why =
      "the gateway reads the Secrets of its namespace; the control plane keeps the key of its authority in one";
    return [
      ...check("gateway", gateway.namespace, gateway.namespace === mesh.namespace.name ? why : undefined),
      ...(cni.install ? check("cni", cni.namespace) : []),
    ];
  },
);

/** Which namespaces a control plane of Sail's takes, and with which revision. */
export const namespaceRules: Rule[] = [defaultOne, revisions, homes];
