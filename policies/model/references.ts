import * as z from "zod";
import type { Why } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { hostOrWildcard } from "../settings";
import type { HostEntry, Presence } from "./hosts";
import { exportToOf, fullHost, isExportedTo, isUnder, serviceName } from "./hosts";
import { homeOf, isNamed, isWhollyKnown, knownGet, knownText } from "./known";
import { isHeld } from "./lookups";
import { normalized } from "./names";
import type { MeshObject } from "./object";

/** A setting of the rules that ask for hosts: what others bring into the mesh. */
export const hostsElsewhere = z
  .array(hostOrWildcard)
  .default([])
  .describe(
    'Hosts that Services or ServiceEntries outside of this stack define, by their full names: "api.example.com", "*.example.com".',
  );

/** Whether a host, written in an object of namespace `home`, is one of those. */
export function isElsewhere(host: string, home: string, listed: readonly string[]): boolean {
  const full = fullHost(host, home);
  return listed.some((one) => isUnder(full, normalized(one)));
}

/**
 * Whether a host exists for the judged object: seen from the namespaces that it is exported to, where it lists them, else from
 * its own. Never missing or hidden where that is not certain.
 */
export function presenceFor(object: MeshObject, host: string, mesh: Mesh): Presence {
  const home = homeOf(object);
  const full = fullHost(host, home);
  const seen = viewersOf(object).map((viewer) => mesh.hosts.presence(full, viewer));
  if (seen.includes("present")) return "present";
  const entries = mesh.hosts.all(full, home).filter((one) => one.host === full);
  if (entries.length === 0) return mayBeMissing(full, mesh) ? "missing" : "elsewhere";
  const exportTo = object.spec.get("exportTo").texts();
  // A host that only others see may still be configured at home: the configuration acts where the host is seen.
  const acts = (exportTo.length === 0 || exportTo.includes("*")) && entries.some((one) => one.namespace === home);
  const known = entries.every((one) => one.object.placed && isWhollyKnown(knownGet(one.object.spec, "exportTo")));
  return acts || !known ? "present" : "hidden";
}

/** The namespaces from which an object looks at the mesh. */
function viewersOf(object: MeshObject): string[] {
  const exportTo = exportToOf(object);
  if (exportTo.length === 0 || exportTo.includes("*")) return [object.home];
  return exportTo.map((one) => (one === "." ? object.home : one));
}

/** What brings the host in for the judged object: of its very name, or else wildcards over it. None while more may do so. */
export function entriesFor(object: MeshObject, host: string, mesh: Mesh): HostEntry[] {
  const full = fullHost(host, homeOf(object));
  if (!isSettled(full, mesh)) return [];
  const all = viewersOf(object).flatMap((viewer) => mesh.hosts.find(full, viewer));
  const exact = all.filter((one) => one.host === full);
  return exact.length > 0 ? exact : all;
}

/** Whether a host that is not in the stack would have to be: no Service elsewhere, of another domain, or without a name yet. */
function mayBeMissing(full: string, mesh: Mesh): boolean {
  if (/\.svc\.(?!cluster\.local$)/.test(full) || isUnder("svc.cluster.local", full)) return false;
  const [, namespace] = /([^.*]+)\.svc\.cluster\.local$/.exec(full) ?? [];
  if (full.endsWith(CLUSTER) && (namespace === undefined || !isHeld(namespace, mesh))) return false;
  return isSettled(full, mesh);
}

const CLUSTER = ".svc.cluster.local";

/** Whether the hosts of all objects that may bring this one in are known: Services, or for others ServiceEntries. */
function isSettled(full: string, mesh: Mesh): boolean {
  if (full.endsWith(CLUSTER)) {
    return mesh.once("references: every Service has a name", () => mesh.ofKind("core", "Service").every(isNamed));
  }
  return mesh.once("references: every ServiceEntry has hosts", () =>
    mesh
      .ofKind("networking.istio.io", "ServiceEntry")
      .every((one) => one.placed && !one.spec.unknown && isWhollyKnown(knownGet(one.spec, "hosts"))),
  );
}

/** What a finding says of a host that is missing or hidden. */
export interface Absence extends Omit<Why, "codes"> {
  /** Whether Kiali finds it too: it completes names as DNS does, and looks at the exportTo of Services only. */
  toKiali: boolean;
}

/** Why a host does not exist for an object, and what to do. */
export function absenceOf(object: MeshObject, host: string, presence: "missing" | "hidden", mesh: Mesh): Absence {
  const full = fullHost(host, object.home);
  if (presence === "hidden") return hidden(object, mesh.hosts.all(full, object.home)[0]);
  const { name, namespace } = serviceName(full) ?? {};
  const meant = namesakes(host, mesh);
  const rename = `write ${meant.map((one) => JSON.stringify(one)).join(" or ")} if that Service is meant`;
  if (namespace === undefined) {
    const completed = meant.length > 0;
    return {
      problem: completed
        ? "which Istio does not complete as DNS does: no host has this name"
        : "which no Service or ServiceEntry of the stack brings into the mesh",
      allowed: "the full name of a Service, or a host of a ServiceEntry",
      fix: completed ? rename : "correct it, declare a ServiceEntry for it, or list it in hostsElsewhere of this rule",
      toKiali: !completed,
    };
  }
  return {
    problem: `but namespace "${namespace}" has no Service "${name}"`,
    allowed: `a Service; namespace "${namespace}" has ${servicesOf(namespace, mesh) || "none"}`,
    fix: meant.length > 0 ? rename : "correct the name, or declare the Service",
    toKiali: true,
  };
}

function hidden({ home }: MeshObject, entry: HostEntry | undefined): Absence {
  const owner = entry?.object.title ?? "its owner";
  const place = entry?.service ? "the annotation networking.istio.io/exportTo" : "spec.exportTo";
  return {
    problem: `which ${owner} does not export to where this object acts`,
    allowed: `a host that namespace "${home}" sees, or every namespace to which this object is exported`,
    fix: `add the namespace to ${place} of ${owner}`,
    toKiali: entry?.service !== undefined && !isExportedTo(entry.exportTo, entry.namespace, home),
  };
}

/** The full names of the Services that `carts`, `carts.shop` or `carts.shop.svc` may mean: Istio completes only the first. */
export function namesakes(host: string, mesh: Mesh): string[] {
  const [, name, namespace] = /^([^.*]+)(?:\.([^.]+)(?:\.svc)?)?$/.exec(normalized(host)) ?? [];
  if (name !== undefined && namespace !== undefined) {
    const full = `${name}.${namespace}.svc.cluster.local`;
    return mesh.hosts.all(full, namespace).some((one) => one.service) ? [full] : [];
  }
  const byName = mesh.once("references: services by name", () => groupBy(mesh.services, (one) => one.name));
  return (byName.get(name ?? "") ?? []).slice(0, 3).map((one) => one.host);
}

/** `"carts", "front-end" or "orders"`: the Services of a namespace, for a finding. */
function servicesOf(namespace: string, mesh: Mesh): string {
  return mesh.once(`references: services of ${namespace}`, () =>
    anyOf(mesh.servicesIn(namespace).map((one) => one.name)),
  );
}

/** The DestinationRules whose host is that full name, whoever sees them. */
export function destinationRulesOf(full: string, mesh: Mesh): readonly MeshObject[] {
  const index = mesh.once("references: destination rules", () =>
    groupBy(mesh.ofKind("networking.istio.io", "DestinationRule"), (rule) =>
      fullHost(knownText(knownGet(rule.spec, "host")) ?? "", rule.home),
    ),
  );
  return index.get(full) ?? [];
}

/** `"a", "b" or "c"`; the first few of many. */
export function anyOf(names: Iterable<string>): string {
  const all = [...new Set(names)].sort().map((name) => JSON.stringify(name));
  if (all.length > 8) return `${all.slice(0, 6).join(", ")} and ${all.length - 6} more`;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
}
