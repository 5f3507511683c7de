import { isIP } from "node:net";
import { knownGet, knownItems, knownText } from "./known";
import type { MeshObject } from "./object";
import type { HostPort, Service } from "./services";
import { portsOf } from "./services";

/** A host that the mesh knows: a Service, or one host of a ServiceEntry. */
export interface HostEntry {
  /** In lower case; a ServiceEntry's may be a wildcard. */
  host: string;
  namespace: string;
  object: MeshObject;
  ports: readonly HostPort[];
  /** Undefined: of a ServiceEntry. */
  service: Service | undefined;
  /** Namespaces that see it: `*`, `.` (its own), names, `~` (nobody). Empty: the mesh's default, everybody. */
  exportTo: readonly string[];
}

/**
 * present: in the stack, and seen from there. hidden: in the stack, but its exportTo keeps it from there. missing: not in
 * the stack, where it would have to be. elsewhere: not in the stack, which does not hold that namespace, so nobody can say.
 */
export type Presence = "present" | "hidden" | "missing" | "elsewhere";

/**
 * The host name as Istio reads it in an object of that namespace: a name without a dot is a Service there, all others stand
 * for themselves, `carts.shop` too (pilot/pkg/model/config.go, ResolveShortnameToFQDN).
 */
export function fullHost(host: string, namespace: string): string {
  const name = host.toLowerCase().replace(/\.$/, "");
  if (name === "" || name === "*" || name.includes(".") || isIP(name) !== 0) return name;
  return `${name}.${namespace}.svc.cluster.local`;
}

/** Name and namespace of a Service's full name; undefined for any other host. */
export function serviceName(host: string): { name: string; namespace: string } | undefined {
  const [, name, namespace] = /^([^.*]+)\.([^.]+)\.svc\.cluster\.local$/.exec(host) ?? [];
  return name && namespace ? { name, namespace } : undefined;
}

/** Whether a host is under a wildcard (`*.example.com`), or equal to it. A wildcard is under a wider one. */
export function isUnder(host: string, pattern: string): boolean {
  if (host === pattern || pattern === "*") return true;
  return pattern.startsWith("*") && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1;
}

/** Whether some host is under both, each of which may be a wildcard. */
export function overlap(one: string, other: string): boolean {
  return isUnder(one, other) || isUnder(other, one);
}

/** Whether an object of `owner` with that exportTo is seen from `namespace`. */
export function isExportedTo(exportTo: readonly string[], owner: string, namespace: string): boolean {
  if (exportTo.length === 0) return true;
  return exportTo.some((one) => one === "*" || one === namespace || (one === "." && owner === namespace));
}

/** The exportTo list of a VirtualService, DestinationRule or ServiceEntry, or a Service's annotation of that name. */
export function exportToOf(object: MeshObject): string[] {
  if (object.key === "core/Service") {
    const written = object.annotations.get("networking.istio.io/exportTo");
    return written === undefined ? [] : written.split(",").map((one) => one.trim());
  }
  const list = knownGet(object.spec, "exportTo");
  return knownItems(list).flatMap((item) => knownText(item) ?? []);
}

/** Every host that the stack's Services and ServiceEntries bring into the mesh. */
export class Hosts {
  readonly #exact = new Map<string, HostEntry[]>();
  readonly #wildcards: HostEntry[] = [];
  readonly #complete: (namespace: string) => boolean;

  constructor(services: Iterable<Service>, entries: Iterable<MeshObject>, complete: (namespace: string) => boolean) {
    this.#complete = complete;
    for (const service of services) {
      const { host, namespace, object, ports } = service;
      this.#add({ host: host.toLowerCase(), namespace, object, ports, service, exportTo: exportToOf(object) });
    }
    for (const object of entries) {
      const exportTo = exportToOf(object);
      const ports = portsOf(knownGet(object.spec, "ports"));
      const hosts = knownGet(object.spec, "hosts");
      for (const item of knownItems(hosts)) {
        const host = fullHost(knownText(item) ?? "", object.home);
        if (host !== "") this.#add({ host, namespace: object.home, object, ports, service: undefined, exportTo });
      }
    }
  }

  #add(entry: HostEntry): void {
    if (entry.host.startsWith("*")) this.#wildcards.push(entry);
    const same = this.#exact.get(entry.host);
    if (same) same.push(entry);
    else this.#exact.set(entry.host, [entry]);
  }

  /** All that brings this host in, from anywhere: of that very name first, then wildcards over it. */
  all(host: string, from: string): HostEntry[] {
    const full = fullHost(host, from);
    return [
      ...(this.#exact.get(full) ?? []),
      ...this.#wildcards.filter((one) => one.host !== full && isUnder(full, one.host)),
    ];
  }

  /** What a host written in an object of namespace `from` refers to, as far as it is exported there. */
  find(host: string, from: string): HostEntry[] {
    return this.all(host, from).filter((one) => isExportedTo(one.exportTo, one.namespace, from));
  }

  /** Whether the host exists, seen from namespace `from`. A wildcard exists if any host under it does. */
  presence(host: string, from: string): Presence {
    if (this.find(host, from).length > 0) return "present";
    const full = fullHost(host, from);
    if (full.startsWith("*") && this.#anyUnder(full, from)) return "present";
    if (this.all(host, from).length > 0) return "hidden";
    const service = serviceName(full);
    if (service) return this.#complete(service.namespace) ? "missing" : "elsewhere";
    const wide = /^\*\.(?:([^.*]+)\.)?svc\.cluster\.local$/.exec(full);
    if (wide) return wide[1] !== undefined && this.#complete(wide[1]) ? "missing" : "elsewhere";
    return "missing";
  }

  #anyUnder(pattern: string, from: string): boolean {
    for (const [host, entries] of this.#exact) {
      if (isUnder(host, pattern) && entries.some((one) => isExportedTo(one.exportTo, one.namespace, from))) return true;
    }
    return false;
  }
}
