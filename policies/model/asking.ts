import { holdsEverybody } from "./addressRanges";
import type { Field } from "./field";
import { ifKnown } from "./known";
import { overlap } from "./hosts";
import type { MeshObject } from "./object";
import type { Match } from "./securityPolicies";
import { actionOf, matchesIn } from "./securityPolicies";

/** The requests that a rule is for, by their hosts as an AuthorizationPolicy writes them. No hosts: every host. */
export interface Reach {
  hosts: readonly string[];
  notHosts: readonly string[];
}

/** Where callers are refused unless they show who they are, or where they come from. */
export interface Asking {
  asks: readonly Reach[];
  /** Of that, where everybody is let in all the same. */
  opens: readonly Reach[];
}

/** Of every caller, whatever the host. */
export const EVERYBODY: Asking = { asks: [{ hosts: [], notHosts: [] }], opens: [] };

/**
 * What an AuthorizationPolicy asks callers for; undefined: nothing. ALLOW refuses all that none of its rules lets in; DENY asks
 * by what it refuses to be without, such as `notRequestPrincipals: ["*"]`. In doubt it asks everybody.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function askingOf(policy: MeshObject): Asking | undefined {
  const known = ifKnown(() => ({ asking: readAsking(policy) }));
  return known === undefined ? EVERYBODY : known.asking;
}

function readAsking(policy: MeshObject): Asking | undefined {
  if (/^(1|t|true)$/i.test(policy.annotations.get("istio.io/dry-run") ?? "")) return undefined;
  const action = actionOf(policy);
  const rules = policy.spec.get("rules").items();
  const asking = rules.filter((rule) => asks(rule, action));
  if (asking.length === 0) return undefined;
  if (action !== "ALLOW") return { asks: asking.flatMap(reachOf), opens: [] };
  return { ...EVERYBODY, opens: rules.filter(letsEverybodyIn).flatMap(reachOf) };
}

const KNOWN = /^(requestPrincipals|ipBlocks|remoteIpBlocks)$/;
const NOT_KNOWN = /^not(RequestPrincipals|IpBlocks|RemoteIpBlocks)$/;
const KEYS = /^(request\.auth\.|source\.ip|remote\.ip|request\.headers\[)/;

function asks(rule: Field, action: string): boolean {
  if (action === "CUSTOM") return true;
  const [name, values] = action === "DENY" ? [NOT_KNOWN, "notValues"] : [KNOWN, "values"];
  if (action !== "ALLOW" && action !== "DENY") return false;
  const chooses = (one: Match) =>
    one.key === undefined ? name.test(one.name) : one.name === values && KEYS.test(one.key);
  return [...matchesIn(rule)].some((one) => chooses(one) && !isOfEverybody(one));
}

/** Whether a rule of an ALLOW policy looks at nothing but the host. */
function letsEverybodyIn(rule: Field): boolean {
  const anybody = (one: Match) => one.name === "hosts" || one.name === "notHosts" || isOfEverybody(one);
  return rule.isObject && [...matchesIn(rule)].every(anybody);
}

/** Whether a match is for addresses, and every caller has one of them. */
const isOfEverybody = ({ name, key, field }: Match) =>
  (/^(source|remote)\.ip$/.test(key ?? "") || /^(not)?(ip|remoteIp)Blocks$/i.test(name)) && holdsEverybody(field);

function reachOf(rule: Field): Reach[] {
  const operations = rule
    .get("to")
    .items()
    .map((to) => to.get("operation"));
  const read = (operation: Field) => ({ hosts: hostsAt(operation, "hosts"), notHosts: hostsAt(operation, "notHosts") });
  return operations.length === 0 ? [{ hosts: [], notHosts: [] }] : operations.map(read);
}

/** Without the ports, which browsers leave out. */
function hostsAt(operation: Field, name: string): string[] {
  const hosts = operation.get(name).texts();
  return hosts.map((host) => host.toLowerCase().replace(/:(\d+|\*)$/, ""));
}

/** Whether callers of a host are asked; undefined: of whatever host a caller may name. */
export function asksAt({ asks, opens }: Asking, host: string | undefined): boolean {
  return asks.some((one) => reaches(one, host)) && !opens.some((one) => host === undefined || reaches(one, host));
}

function reaches({ hosts, notHosts }: Reach, host: string | undefined): boolean {
  if (host === undefined) return hosts.length === 0 && notHosts.length === 0;
  const some = (patterns: readonly string[]) => patterns.some((pattern) => isFor(pattern, host));
  return (hosts.length === 0 || some(hosts)) && !some(notHosts);
}

/** A pattern is a host, or begins or ends with `*`; the host may be a wildcard too. */
function isFor(pattern: string, host: string): boolean {
  if (pattern.length > 1 && pattern.endsWith("*")) return host.startsWith(pattern.slice(0, -1));
  return overlap(host, pattern);
}
