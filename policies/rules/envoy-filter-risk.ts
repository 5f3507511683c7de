import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Code, EnvoyPatch } from "../model/envoyFilters";
import { codeIn, matchedFilter, patchesOf } from "../model/envoyFilters";
import type { Field } from "../model/field";
import { placeOf } from "../model/known";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  allowed: z
    .array(z.string())
    .default([])
    .describe('EnvoyFilters that were looked at and may stay, as "namespace/name".'),
  rootNamespace: z
    .string()
    .default("istio-system")
    .describe("The mesh's root namespace, where an EnvoyFilter without a selector is for every proxy."),
});

type Config = z.infer<typeof config>;

const WHY = `An EnvoyFilter writes into the proxies' configuration as istiod has made it, and past all that Istio checks
([the reference](https://istio.io/latest/docs/reference/config/networking/envoy-filter/) warns of meshes that one of them brings down). Pointed
out is what a reviewer should have seen:

- no selector in the root namespace: a mistake in it is a mistake in every proxy of the mesh, all at once;
- a patch that removes, replaces or changes the filters for authorization and authentication: AuthorizationPolicies and
  RequestAuthentications are still there, and without effect;
- code in the patch, Lua or Wasm: it runs in the proxy, sees every request, and no test or image scanner sees it;
- code that proxies load from somewhere: whoever can write there runs it in all of them. A
  [WasmPlugin](https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/) pins an image by its digest.

List the filters that are meant in \`allowed\`. Where nobody should add one unseen, set this rule to \`mandatory\`.`;

/** An EnvoyFilter can undo what the rest of the configuration promises, and nothing else checks it. */
export const envoyFilterRisk: Rule<Config> = {
  name: "envoy-filter-risk",
  codes: [],
  description: "An EnvoyFilter is for named workloads, leaves security filters alone, and brings no code.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Each of these is a supported use that somebody may have meant: a person has to look at it, not a machine.",
  },
  scope: "object",
  kinds: ["networking.istio.io/EnvoyFilter"],
  config,
  *check(filter, _, config) {
    if (config.allowed.length > 0 && config.allowed.includes(`${placeOf(filter)}/${filter.name}`)) return;
    for (const patch of patchesOf(filter)) {
      yield* checkSecurity(filter, patch);
      for (const code of codeIn(patch.value)) yield checkCode(filter, code);
    }
    yield* checkScope(filter, config);
  },
};

function* checkScope(filter: MeshObject, { rootNamespace }: Config): Iterable<Finding> {
  const selector = filter.spec.get("workloadSelector");
  if (placeOf(filter) !== rootNamespace || (filter.partial && selector.missing)) return;
  if (selector.get("labels").entries().length > 0 || filter.spec.get("targetRefs").items().length > 0) return;
  yield found(filter, selector, {
    problem: `so in namespace "${rootNamespace}" it changes every proxy of the mesh`,
    allowed: "an EnvoyFilter for named workloads, or for one namespace",
    fix: "add a workloadSelector, move it to the namespace that it is for, or list it in allowed of this rule",
  });
}

const VERBS = new Map([
  ["REMOVE", "removes"],
  ["REPLACE", "replaces"],
  ["MERGE", "changes"],
]);
const SECURITY = /(^|\.)(rbac|jwt_authn|ext_authz|istio_authn)$/;
const HTTP_CONNECTIONS = /(^|\.)http_connection_manager$/;

function* checkSecurity(filter: MeshObject, patch: EnvoyPatch): Iterable<Finding> {
  const verb = VERBS.get(patch.operation.text ?? "");
  if (verb === undefined) return;
  if (!["HTTP_FILTER", "NETWORK_FILTER"].includes(patch.applyTo)) return;
  const name = targetOf(patch);
  const all = name.missing && patch.operation.text === "REMOVE";
  if (!all && !SECURITY.test(name.text ?? "")) return;
  yield found(filter, all ? patch.operation : name, {
    problem: all
      ? "and no filter is named, so this removes all of them, those for authorization too"
      : `a security filter, which this patch ${verb}`,
    allowed: "patches of filters other than those for authorization and authentication",
    fix: "say it by AuthorizationPolicy or RequestAuthentication, or list the EnvoyFilter in allowed of this rule",
  });
}

/** Among HTTP filters that of the sub filter; the filter itself is the one that holds them. */
function targetOf(patch: EnvoyPatch): Field {
  const filter = matchedFilter(patch);
  const own = filter.get("name");
  if (patch.applyTo === "NETWORK_FILTER" || (own.text && !HTTP_CONNECTIONS.test(own.text))) return own;
  return filter.at("subFilter", "name");
}

function checkCode(filter: MeshObject, { field, remote }: Code): Finding {
  const place = { object: filter, path: field.path };
  if (remote) {
    return {
      ...place,
      found: field.show(),
      problem: "from where every proxy that the patch is for loads code and runs it",
      allowed: "extensions whose code is pinned and scanned: WasmPlugins with an image by its digest",
      fix: "use a WasmPlugin with a digest, or list the EnvoyFilter in allowed of this rule",
    };
  }
  return {
    ...place,
    found: "code",
    problem: "which runs in every proxy that the patch is for and sees all its requests",
    allowed: "extensions whose code is tested and scanned: WasmPlugins, external authorization",
    fix: "use what Istio has for it, or a WasmPlugin, or list the EnvoyFilter in allowed of this rule",
  };
}
