import { Field } from "./field";
import type { MeshObject } from "./mesh";

/** What @pulumi/policy says of a resource, as far as the model needs it. */
export interface PulumiResource {
  /** `kubernetes:networking.istio.io/v1:Gateway`; with `Patch` or `List` behind the kind for patches and lists. */
  type: string;
  /** The resource's name in the Pulumi program. */
  name: string;
  props: unknown;
}

const KUBERNETES_TYPE = /^[^:]+:([^/:]+)\/([^/:]+):(.+?)(Patch|List)?$/;

/**
 * The Kubernetes objects that a Pulumi resource stands for: one, none for a resource of another kind, several for a list.
 * The type token decides the kind, since it is never unknown; its package may be another than `kubernetes` (crd2pulumi).
 */
export function objectsOf({ type, name, props }: PulumiResource): MeshObject[] {
  const [, group, version, kind, suffix] = KUBERNETES_TYPE.exec(type) ?? [];
  if (!group || !version || !kind) return [];
  const root = new Field(() => props, "");
  const manifests = suffix === "List" ? root.get("items").items() : [root];
  return manifests.map((manifest) => ({
    group,
    version,
    kind,
    namespace: knownText(manifest, "namespace"),
    name: knownText(manifest, "name") ?? name,
    partial: suffix === "Patch",
    spec: manifest.get("spec"),
  }));
}

/** A name that is not known yet must not keep a rule from judging the spec: it is left out of the finding. */
function knownText(manifest: Field, name: string): string | undefined {
  try {
    return manifest.get("metadata").get(name).text;
  } catch {
    return undefined;
  }
}
