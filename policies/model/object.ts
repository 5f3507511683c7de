import { Field, NotKnownYet } from "./field";
import { knownGet } from "./known";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";

/** What names an object, wherever it was declared. */
export interface Identity {
  /** `core` for the group that YAML leaves out. */
  group: string;
  version: string;
  kind: string;
  /** Undefined: the namespace is left to the provider or to kubectl, or not known yet. */
  namespace: string | undefined;
  name: string;
}

/** Group and version of an `apiVersion`: of `v1` they are `core` and `v1`. */
export function splitApiVersion(apiVersion: string): Pick<Identity, "group" | "version"> {
  const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  return { group, version };
}

/** What splitApiVersion split. */
export function joinApiVersion({ group, version }: Pick<Identity, "group" | "version">): string {
  return group === "core" ? version : `${group}/${version}`;
}

/** Whether objects of that kind live in no namespace. */
export const isClusterWide = (kind: string): boolean => CLUSTER_WIDE.has(kind);

const CLUSTER_WIDE = new Set([
  "Namespace",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleBinding",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "GatewayClass",
  "Node",
  "PersistentVolume",
  "Istio",
  "IstioCNI",
  "IstioRevision",
  "IstioRevisionTag",
  "ZTunnel",
]);

/** Where an object was declared: a Pulumi resource, or a document of a file. */
export type Source = { urn: string } | { file: string; line: number };

/** A Kubernetes object, or a Helm Release (group helm.sh), as rules see it. */
export class MeshObject {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** A patch of an object: what it does not mention keeps the value that it has in the cluster. */
  readonly partial: boolean;
  /** Stands for what a chart will make, read from the Release's inputs: others may refer to it, no rule judges it. */
  readonly derived: boolean;
  readonly source: Source | undefined;
  /** The whole manifest; of a Release, its inputs. */
  readonly root: Field;
  readonly spec: Field;
  #labels: Labels | undefined;
  #annotations: Labels | undefined;

  constructor(
    { group, version, kind, namespace, name }: Identity,
    manifest: unknown,
    more: { partial?: boolean; derived?: boolean; source?: Source } = {},
  ) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
    this.partial = more.partial ?? false;
    this.derived = more.derived ?? false;
    this.source = more.source;
    this.root = new Field(manifest, undefined, "", group === "core" && kind === "Secret");
    this.spec = this.root.unknown ? new Field(undefined, this.root, "spec") : this.root.get("spec");
  }

  /** Group and kind, by which rules ask for objects: one rule judges every version of a kind. */
  get key(): string {
    return `${this.group}/${this.kind}`;
  }

  /** Whether its namespace is known, or left out. */
  get placed(): boolean {
    // A Release says in its inputs where it goes.
    const place = this.key === "helm.sh/Release" ? this.root : this.metadata;
    return !this.root.unknown && !place.unknown && !knownGet(place, "namespace").unknown;
  }

  /** The namespace that references in this object start from. Throws NotKnownYet while that is not known. */
  get home(): string {
    if (!this.placed) throw new NotKnownYet("metadata.namespace");
    return this.namespace ?? "default";
  }

  /** `VirtualService shop/carts` */
  get title(): string {
    return `${this.kind} ${this.namespace === undefined ? "" : `${this.namespace}/`}${this.name}`;
  }

  get metadata(): Field {
    return knownGet(this.root, "metadata");
  }

  get labels(): Labels {
    return (this.#labels ??= labelsOf(knownGet(this.metadata, "labels")));
  }

  get annotations(): Labels {
    return (this.#annotations ??= labelsOf(knownGet(this.metadata, "annotations")));
  }
}
