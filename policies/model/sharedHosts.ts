import type { Mesh } from "../mesh";
import { comparable, Groups, isComparable, othersIn, scopesOf } from "./conflicts";
import type { Field } from "./field";
import { fullHost } from "./hosts";
import { ifKnown } from "./known";
import type { MeshObject } from "./object";

/** One port of one host of a ServiceEntry. */
export interface EntryPort {
  /** The entry of `spec.ports`. */
  field: Field;
  number: number;
  /** In upper case; empty where none is written. */
  protocol: string;
}

export function portsOf(entry: MeshObject): EntryPort[] {
  const ports = entry.spec.get("ports").items();
  return ports.flatMap((field) => {
    const { number } = field.get("number");
    const protocol = field.get("protocol").text?.toUpperCase() ?? "";
    return number === undefined ? [] : [{ field, number, protocol }];
  });
}

export function hostsOf(entry: MeshObject): { field: Field; host: string }[] {
  const hosts = entry.spec.get("hosts").items();
  return hosts.flatMap((field) => (field.text ? [{ field, host: fullHost(field.text, entry.home) }] : []));
}

/** ServiceEntries by what they share: host, port, and a namespace that sees both. */
export class SharedHosts {
  /** By host, port, namespace and protocol. */
  readonly #groups = new Groups();
  readonly #protocols = new Map<string, Set<string>>();
  readonly #mesh: Mesh;

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
    for (const entry of comparable(mesh, "networking.istio.io", "ServiceEntry")) ifKnown(() => this.#add(entry));
  }

  #add(entry: MeshObject): void {
    const scopes = scopesOf(entry, this.#mesh).flatMap((one) => (one === "*" ? [ALL] : [SOME, one]));
    const hosts = hostsOf(entry);
    for (const { number, protocol } of portsOf(entry)) {
      for (const place of hosts.flatMap(({ host }) => scopes.map((scope) => `${host}:${number} ${scope}`))) {
        this.#groups.add(`${place} ${protocol}`, entry);
        const protocols = this.#protocols.get(place) ?? new Set();
        this.#protocols.set(place, protocols.add(protocol));
      }
    }
  }

  /** The others for a host and port, as a person reads them: those with the same protocol, and those with another. */
  others(
    entry: MeshObject,
    host: string,
    { number, protocol }: EntryPort,
  ): Record<"same" | "different", string | undefined> {
    const scopes = scopesOf(entry, this.#mesh);
    const seen = scopes.includes("*") ? [ALL, SOME] : scopes.length > 0 ? [ALL, ...scopes] : [];
    const places = seen.map((scope) => `${host}:${number} ${scope}`);
    const same = places.map((place) => this.#groups.of(`${place} ${protocol}`));
    const different = places.flatMap((place) => {
      const protocols = [...(this.#protocols.get(place) ?? [])].filter((one) => one !== protocol);
      return protocols.map((one) => this.#groups.of(`${place} ${one}`));
    });
    return { same: othersIn(same, entry), different: othersIn(different, entry) };
  }
}

/** What others share with a ServiceEntry: of each of its ports the first host for which `pick` chooses something. */
export function* sharedBy<T>(
  entry: MeshObject,
  mesh: Mesh,
  pick: (others: Record<"same" | "different", string | undefined>) => T | undefined,
): Iterable<{ port: EntryPort; host: string; picked: T }> {
  if (!isComparable(entry)) return;
  const shared = mesh.once("shared hosts", () => new SharedHosts(mesh));
  const hosts = hostsOf(entry);
  for (const port of portsOf(entry)) {
    for (const { host } of hosts) {
      const picked = pick(shared.others(entry, host, port));
      if (picked === undefined) continue;
      yield { port, host, picked };
      break;
    }
  }
}

const ALL = "all namespaces";
const SOME = "some namespaces";
