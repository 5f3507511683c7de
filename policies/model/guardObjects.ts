import type { Mesh } from "../mesh";
import type { Asking } from "./asking";
import { askingOf, EVERYBODY } from "./asking";
import { ifKnown, knownGet } from "./known";
import type { Labels } from "./labels";
import { labelsOf } from "./labels";
import type { MeshObject } from "./object";
import { selectorOf, targetsOf } from "./securityPolicies";

/** The kinds that may ask callers who they are. */
export const GUARD_KINDS: readonly string[] = [
  "security.istio.io/AuthorizationPolicy",
  "extensions.istio.io/WasmPlugin",
  "networking.istio.io/EnvoyFilter",
];

/** An object that asks callers who they are, or where from, before the workloads of its namespace that it selects. */
export interface Guard {
  where: string;
  selector: Labels;
  /** Undefined in the list: not known yet. */
  targets: readonly (string | undefined)[] | undefined;
  asking: Asking;
}

/** Every guard of the stack; those that ask the same of the same pods once. */
export function guardsOf(mesh: Mesh): Guard[] {
  const keyOf = ({ where, targets, selector, asking }: Guard) =>
    JSON.stringify([where, targets, [...selector], asking]);
  return [...new Map(allGuards(mesh).map((one) => [keyOf(one), one])).values()];
}

function allGuards(mesh: Mesh): Guard[] {
  const policies = mesh.ofKind("security.istio.io", "AuthorizationPolicy").flatMap((policy) => {
    const asking = askingOf(policy);
    return asking ? guardOf(policy, asking) : [];
  });
  const plugins = mesh.ofKind("extensions.istio.io", "WasmPlugin").filter(isForAuthentication);
  const filters = mesh.ofKind("networking.istio.io", "EnvoyFilter").filter(hasAuthenticationFilter);
  return [
    ...policies,
    ...plugins.map((plugin) => guardOf(plugin, EVERYBODY)),
    ...filters.map((object) => {
      const selector = labelsOf(knownGet(knownGet(object.spec, "workloadSelector"), "labels"));
      return { where: object.home, selector, targets: undefined, asking: EVERYBODY };
    }),
  ];
}

function guardOf(object: MeshObject, asking: Asking): Guard {
  const targets = targetsOf(object);
  const names = targets.map((target) => ifKnown(() => target.get("name").text ?? ""));
  return {
    where: object.home,
    selector: selectorOf(object),
    targets: targets.length > 0 ? names : undefined,
    asking,
  };
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
