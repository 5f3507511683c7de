import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { asksAt } from "./asking";
import type { Guard } from "./guardObjects";
import { GUARD_KINDS, guardsOf } from "./guardObjects";
import type { Labels } from "./labels";
import { isVague } from "./lookups";

/** What a guard may stand before. */
export interface Guarded {
  /** The namespace of the pods; undefined: the stack does not hold them. */
  namespace: string | undefined;
  /** Where what leads to them stands: their namespace too, as likely as not. */
  home: string;
  /** Of those pods that have a proxy, or may have one. */
  labels: readonly Labels[];
  /** The stack does not hold the pods: they may have more labels than these. */
  partial?: boolean;
  /** The names that targetRefs use for them. */
  names: readonly string[];
  /** By which names callers come; none: by an address, and the caller names any host. */
  hosts: readonly string[];
}

/**
 * Whether something may ask callers who they are before they come to these pods: an AuthorizationPolicy by token, address or an
 * authorizer of its own, a filter or plugin that is for authentication. A RequestAuthentication alone does not: it lets pass who
 * brings no token. In doubt yes.
 */
export function isGuarded(mesh: Mesh, guarded: Guarded): boolean {
  if (isVague(mesh, ...GUARD_KINDS)) return true;
  const hosts = guarded.hosts.length === 0 ? [undefined] : guarded.hosts;
  const places = guarded.namespace === undefined ? [...guards(mesh).places] : likely(mesh, guarded);
  return hosts.every((host) =>
    places.some((place) =>
      guardsFor(mesh, place, host).some((one) => standsBefore(one, guarded, mesh) && asksAt(one.asking, host)),
    ),
  );
}

function likely(mesh: Mesh, { namespace, home }: Guarded): string[] {
  return [...new Set([namespace ?? home, mesh.rootNamespace])];
}

function standsBefore({ where, selector, targets }: Guard, guarded: Guarded, mesh: Mesh): boolean {
  const { namespace, labels, names, partial } = guarded;
  if (targets) return targets.some((target) => target === undefined || names.includes(target));
  // Pods that the stack does not show have a proxy where their namespace is in the mesh, or may be.
  const proxied = labels.length > 0 && !(partial && namespace !== undefined && mesh.injection(namespace) === "none");
  if (selector.size === 0) return proxied && likely(mesh, guarded).includes(where);
  // One that selects pods which the stack shows is for those.
  if (partial && isForOthers(selector, where, mesh)) return false;
  return labels.some((some) => isCompatible(selector, some));
}

function isForOthers(selector: Labels, where: string, mesh: Mesh): boolean {
  // Of each guard once: its selector is an object of its own.
  return mesh.once(selector, () =>
    mesh.selected(selector).some(({ namespace }) => where === mesh.rootNamespace || namespace === where),
  );
}

/** Whether pods with these labels, and perhaps others, may be selected. */
function isCompatible(selector: Labels, labels: Labels): boolean {
  return [...selector].every(([name, value]) => {
    const label = labels.get(name);
    return label === undefined || value === undefined || label === value;
  });
}

interface Guards {
  places: ReadonlySet<string>;
  /** By place; with the host, where a guard is for certain hosts only. */
  index: ReadonlyMap<string, readonly Guard[]>;
}

function guards(mesh: Mesh): Guards {
  return mesh.once("guards", () => {
    const all = guardsOf(mesh);
    const keyed = all.flatMap((guard) => keysOf(guard).map((key) => ({ key, guard })));
    const grouped = groupBy(keyed, ({ key }) => key);
    const index = new Map([...grouped].map(([key, group]) => [key, group.map(({ guard }) => guard)]));
    return { places: new Set(all.map(({ where }) => where)), index };
  });
}

/** The guards of a namespace that may ask the callers of a host. */
function guardsFor(mesh: Mesh, place: string, host: string | undefined): readonly Guard[] {
  const { index } = guards(mesh);
  if (host?.includes("*")) return index.get(`all of ${place}`) ?? [];
  const anyHost = index.get(`of ${place}`) ?? [];
  return host === undefined ? anyHost : [...anyHost, ...(index.get(`of ${place} for ${host}`) ?? [])];
}

function keysOf({ where, asking }: Guard): string[] {
  const hosts = asking.asks.flatMap((reach) => (reach.hosts.length === 0 ? ["*"] : reach.hosts));
  const exact = hosts.every((host) => !host.includes("*"));
  const own = exact ? [...new Set(hosts)].map((host) => `of ${where} for ${host}`) : [`of ${where}`];
  return [`all of ${where}`, ...own];
}
