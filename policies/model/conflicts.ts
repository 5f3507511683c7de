import type { Mesh } from "../mesh";
import { NotKnownYet } from "./field";
import { ifKnown } from "./known";
import type { Labels } from "./labels";
import type { MeshObject } from "./object";

/**
 * Whether an object can be compared with others: a patch cannot, since what it leaves out is not known. Throws NotKnownYet
 * while the namespace or the revision is not known, by which objects are told apart.
 */
export function isComparable({ partial, root }: MeshObject): boolean {
  const metadata = root.get("metadata");
  for (const field of [metadata.get("namespace"), metadata.at("labels", "istio.io/rev")]) {
    if (field.unknown) throw new NotKnownYet(field.path);
  }
  return !partial;
}

/** The objects of a kind that can be compared with each other. */
export function comparable(mesh: Mesh, group: string, kind: string): readonly MeshObject[] {
  return mesh.ofKind(group, kind).filter((object) => ifKnown(() => isComparable(object)) === true);
}

/**
 * Objects of one kind that share something, by the control plane that they are for (label istio.io/rev; empty for all). Two of
 * the same name and namespace are one.
 */
export type Group = ReadonlyMap<string, ReadonlyMap<string, MeshObject>>;

/** Groups by what their objects share. What is not grouped has no group. */
export class Groups {
  readonly #groups = new Map<string, Map<string, Map<string, MeshObject>>>();

  add(key: string, object: MeshObject): void {
    const revision = revisionOf(object);
    const group = this.#groups.get(key) ?? new Map<string, Map<string, MeshObject>>();
    const members = group.get(revision) ?? new Map<string, MeshObject>();
    this.#groups.set(key, group.set(revision, members.set(identity(object), object)));
  }

  of(key: string): Group {
    return this.#groups.get(key) ?? NOBODY;
  }
}

/** Groups by host and by a tag, found again by any host that overlaps: a wildcard, or a host under one. */
export class HostGroups {
  readonly #at = new Groups();
  readonly #under = new Groups();

  /** To be found by that very host only. */
  addAt(host: string, tag: string, object: MeshObject): void {
    this.#at.add(`${tag} at ${host}`, object);
  }

  add(host: string, tag: string, object: MeshObject): void {
    this.addAt(host, tag, object);
    for (const wildcard of wildcardsOver(host)) this.#under.add(`${tag} under ${wildcard}`, object);
  }

  /** Those of that very host. */
  at(host: string, tag: string): Group {
    return this.#at.of(`${tag} at ${host}`);
  }

  /** Those of a wildcard over the host. */
  over(host: string, tag: string): Group[] {
    return wildcardsOver(host).map((wildcard) => this.at(wildcard, tag));
  }

  /** Those of a host under the wildcard. */
  under(wildcard: string, tag: string): Group {
    return this.#under.of(`${tag} under ${wildcard}`);
  }
}

/** `*.shop.example.com`, `*.example.com`, `*.com` and `*` for `a.shop.example.com`; none for `*`. */
export function wildcardsOver(host: string): string[] {
  if (host === "*") return [];
  const labels = host.split(".").slice(1);
  return [...labels.map((_, cut) => `*.${labels.slice(cut).join(".")}`).filter((one) => one !== host), "*"];
}

/**
 * The objects of the groups other than this one, as a person reads them; undefined if there is none. Those for another control
 * plane are no conflict. It names three at most, so that many conflicts take no longer than few.
 */
export function othersIn(groups: Iterable<Group>, self: MeshObject): string | undefined {
  const others = new Set<string>();
  for (const group of groups) {
    for (const other of membersFor(group, revisionOf(self))) {
      if (identity(other) !== identity(self)) others.add(other.title);
      if (others.size > SHOWN) return `${[...others].slice(0, SHOWN).join(", ")} and others`;
    }
  }
  const last = [...others].pop();
  const before = [...others].slice(0, -1).join(", ");
  return before === "" ? last : `${before} and ${last}`;
}

const SHOWN = 3;
const NOBODY: Group = new Map();

function* membersFor(group: Group, revision: string): Iterable<MeshObject> {
  const revisions = revision === "" ? group.keys() : ["", revision];
  for (const one of revisions) yield* group.get(one)?.values() ?? [];
}

function identity(object: MeshObject): string {
  return `${object.home}/${object.name}`;
}

function revisionOf({ labels }: MeshObject): string {
  return labels.get("istio.io/rev") ?? "";
}

/** The mesh's setting for objects that write no exportTo themselves. */
const DEFAULT_EXPORT: Record<string, string> = {
  VirtualService: "defaultVirtualServiceExportTo",
  DestinationRule: "defaultDestinationRuleExportTo",
  ServiceEntry: "defaultServiceExportTo",
};

/** The namespaces that see an object, each once: `*` alone for all, names otherwise. */
export function scopesOf(object: MeshObject, mesh: Mesh): string[] {
  const written = object.spec.get("exportTo").texts();
  const scopes = written.length > 0 ? written : defaultScopes(DEFAULT_EXPORT[object.kind] ?? "", mesh);
  if (scopes.length === 0 || scopes.includes("*")) return ["*"];
  return [...new Set(scopes.map((one) => (one === "." ? object.home : one)))].filter((one) => one !== "~").sort();
}

/** Throws NotKnownYet while the mesh's configuration, in which it may be written, is not known. */
function defaultScopes(setting: string, mesh: Mesh): string[] {
  const defaults = mesh.once(`conflicts ${setting}`, () =>
    mesh.controlPlanes.map(({ values, meshConfig }) =>
      values.unknown ? undefined : ifKnown(() => meshConfig.get(setting).texts()),
    ),
  );
  if (defaults.includes(undefined)) throw new NotKnownYet(setting);
  return defaults.flatMap((one) => one ?? []);
}

/** One text for a selector, the same for the same labels in any order. */
export function selectorKey(selector: Labels): string {
  return [...selector]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(",");
}

/** The selectors that ask for some of what this one asks for, itself among them, and the empty one. */
export function subsetsOf(selector: Labels): Labels[] {
  // A selector has one or two labels; of one with many, which only malformed input has, every part would be too much.
  if (selector.size > MOST_LABELS) return [selector, new Map()];
  let parts: [string, string | undefined][][] = [[]];
  for (const label of selector) parts = parts.flatMap((part) => [part, [...part, label]]);
  return parts.map((part) => new Map(part));
}

const MOST_LABELS = 6;
