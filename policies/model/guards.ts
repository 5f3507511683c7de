import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { ifKnown, knownGet } from "./known";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import { isVague } from "./lookups";
import type { MeshObject } from "./object";
import { actionOf, matchesOf, selectorOf, targetsOf } from "./securityPolicies";

/** What a guard may stand before. */
export interface Guarded {
  /** The namespace of the pods; undefined: the stack does not hold them. */
  namespace: string | undefined;
  /** Where what leads to them stands: their namespace too, as likely as not. */
  home: string;
  labels: readonly Labels[];
  /** The names that targetRefs use for them. */
  names: readonly string[];
}

/** An object that asks callers who they are, or where from, before the workloads of its namespace that it selects. */
interface Guard {
  where: string;
  selector: Labels;
  /** Undefined in the list: not known yet. */
  targets: readonly (string | undefined)[] | undefined;
}

/**
 * Whether something may ask callers who they are before they come to these pods: an AuthorizationPolicy by token, address or an
 * authorizer of its own, a RequestAuthentication, a filter or plugin that is for authentication. In doubt yes.
 */
export function isGuarded(mesh: Mesh, { namespace, home, labels, names }: Guarded): boolean {
  const guards = mesh.once("guards", () => groupBy(distinct(allGuards(mesh)), ({ where }) => where));
  if (isVague(mesh, ...KINDS)) return true;
  const likely = [namespace ?? home, mesh.rootNamespace];
  const places = namespace === undefined ? [...guards.keys()] : [...new Set(likely)];
  return places.some((place) =>
    (guards.get(place) ?? []).some(({ selector, targets }) => {
      if (targets) return targets.some((target) => target === undefined || names.includes(target));
      if (selector.size === 0) return likely.includes(place);
      return labels.some((some) => isCompatible(selector, some));
    }),
  );
}

const KINDS = [
  ...["security.istio.io/AuthorizationPolicy", "security.istio.io/RequestAuthentication"],
  ...["extensions.istio.io/WasmPlugin", "networking.istio.io/EnvoyFilter"],
];

function distinct(guards: readonly Guard[]): Iterable<Guard> {
  return new Map(guards.map((one) => [JSON.stringify([one.where, one.targets, [...one.selector]]), one])).values();
}

/** Whether pods with these labels, and perhaps others, may be selected. */
function isCompatible(selector: Labels, labels: Labels): boolean {
  return [...selector].every(([name, value]) => {
    const label = labels.get(name);
    return label === undefined || value === undefined || label === value;
  });
}

function allGuards(mesh: Mesh): Guard[] {
  const policies = mesh.ofKind("security.istio.io", "AuthorizationPolicy").filter(authenticates);
  const plugins = mesh.ofKind("extensions.istio.io", "WasmPlugin").filter(isForAuthentication);
  const filters = mesh.ofKind("networking.istio.io", "EnvoyFilter").filter(hasAuthenticationFilter);
  return [
    ...[...policies, ...mesh.ofKind("security.istio.io", "RequestAuthentication"), ...plugins].map((object) => {
      const targets = targetsOf(object);
      const names = targets.map((target) => ifKnown(() => target.get("name").text ?? ""));
      return { where: object.home, selector: selectorOf(object), targets: targets.length > 0 ? names : undefined };
    }),
    ...filters.map((object) => {
      const selector = labelsOf(knownGet(knownGet(object.spec, "workloadSelector"), "labels"));
      return { where: object.home, selector, targets: undefined };
    }),
  ];
}

const BY_CALLER = /^(not)?(requestPrincipals|ipBlocks|remoteIpBlocks)$/i;
const KEYS = /^(request\.auth\.|source\.ip|remote\.ip|request\.headers\[)/;

function authenticates(policy: MeshObject): boolean {
  const asks = ifKnown(
    () =>
      actionOf(policy) === "CUSTOM" ||
      [...matchesOf(policy)].some(({ name, key }) => (key === undefined ? BY_CALLER.test(name) : KEYS.test(key))),
  );
  return asks ?? true;
}

function isForAuthentication(plugin: MeshObject): boolean {
  return ifKnown(() => ["AUTHN", "AUTHZ"].includes(plugin.spec.get("phase").text ?? "")) ?? true;
}

function hasAuthenticationFilter(filter: MeshObject): boolean {
  const names = ifKnown(() =>
    filter.spec
      .get("configPatches")
      .items()
      .map((patch) => patch.at("patch", "value", "name").text ?? ""),
  );
  return names?.some((name) => /auth|jwt|rbac/.test(name)) ?? true;
}
