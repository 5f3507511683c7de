import type { Field } from "./field";
import type { MeshObject } from "./object";

/** One entry of an EnvoyFilter's configPatches. */
export interface EnvoyPatch {
  field: Field;
  /** HTTP_FILTER, CLUSTER, …; empty where none is written. */
  applyTo: string;
  operation: Field;
  value: Field;
}

export function patchesOf(filter: MeshObject): EnvoyPatch[] {
  const patches = filter.spec.get("configPatches").items();
  return patches
    .filter((field) => field.get("patch").isObject)
    .map((field) => ({
      field,
      applyTo: field.get("applyTo").text ?? "",
      operation: field.at("patch", "operation"),
      value: field.at("patch", "value"),
    }));
}

/** Where Istio looks for the filter that a patch is about. */
export function matchedFilter({ field }: EnvoyPatch): Field {
  return field.at("match", "listener", "filterChain", "filter");
}

/** What REPLACE is valid for; it is ignored for anything else. */
export const REPLACEABLE: readonly string[] = ["NETWORK_FILTER", "HTTP_FILTER", "VIRTUAL_HOST"];

/** What ADD and REMOVE are ignored for. */
export const FIXED: readonly string[] = ["ROUTE_CONFIGURATION", "HTTP_ROUTE"];

/** Code in a patch, or the address from which proxies load some. */
export interface Code {
  field: Field;
  remote: boolean;
}

/** Deeper than any filter's configuration is. */
const DEEP = 40;
const LUA = /^(inline_?code|(default_?)?source_?codes?)$/i;
const WASM = /^vm_?config$/i;
const INLINE = /^inline_?(code|string|bytes)$/i;

/** Lua and Wasm code in a patch's value, which Envoy reads in camel case and in snake case. */
export function* codeIn(value: Field, inside = false, depth = 0): Iterable<Code> {
  if (depth > DEEP) return;
  const inner: [string, Field][] = value.isList ? value.items().map((item) => ["", item]) : value.entries();
  for (const [name, field] of inner) {
    const within = inside || LUA.test(name) || WASM.test(name);
    const uri = [field.get("http_uri"), field.get("httpUri")].map((one) => one.get("uri")).find((one) => !one.missing);
    if (within && INLINE.test(name) && field.text) yield { field, remote: false };
    else if (within && name === "remote" && uri) yield { field: uri, remote: true };
    else if (field.isObject || field.isList) yield* codeIn(field, within, depth + 1);
  }
}
