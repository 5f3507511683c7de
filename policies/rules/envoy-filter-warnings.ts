import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `An [EnvoyFilter](https://istio.io/latest/docs/reference/config/networking/envoy-filter/) patches what istiod generates for Envoy.
Istio keeps no compatibility there: names of filters, clusters and routes change between versions, and a patch that finds nothing does
nothing. Istio warns of every EnvoyFilter; whoever needs one silences this rule there, with the reason. Filters' old names
(\`envoy.router\`) match nothing in today's proxies; a filter in the match of a listener or a filter chain has no effect; a long
\`proxyVersion\` is not read at all.`;

/** What Istio's own validation warns of in EnvoyFilters: first of all, that they are there. */
export const envoyFilterWarnings: Rule = {
  name: "envoy-filter-warnings",
  codes: ["IST0133"],
  description:
    "Envoy's own configuration is patched with care only: by reasoned EnvoyFilters that match what is there.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Istio accepts it and warns: every upgrade may change what it patches." },
  scope: "object",
  kinds: ["networking.istio.io/EnvoyFilter"],
  config: z.strictObject({}),
  *check(filter) {
    const patches = filter.spec.get("configPatches");
    yield found(filter, patches, {
      problem: "which patch Envoy's own configuration: an upgrade of Istio may break them",
      allowed: "Istio's own APIs where they do: Telemetry, WasmPlugin, DestinationRule, the mesh's configuration",
      fix: "use such an API, or say why none does: annotation istio-guard.ignore/envoy-filter-warnings",
    });
    yield* despite(patches.items(), (patch) => checkPatch(filter, patch));
  },
};

/** Filters whose names Envoy changed, by their old names; the new ones begin with envoy.filters. */
const OLD: Readonly<Record<string, string>> = {
  "envoy.buffer": "http.buffer",
  "envoy.cors": "http.cors",
  "envoy.csrf": "http.csrf",
  "envoy.http_dynamo_filter": "http.dynamo",
  "envoy.ext_authz": "http.ext_authz",
  "envoy.fault": "http.fault",
  "envoy.grpc_http1_bridge": "http.grpc_http1_bridge",
  "envoy.grpc_json_transcoder": "http.grpc_json_transcoder",
  "envoy.grpc_web": "http.grpc_web",
  "envoy.gzip": "http.gzip",
  "envoy.health_check": "http.health_check",
  "envoy.ip_tagging": "http.ip_tagging",
  "envoy.lua": "http.lua",
  "envoy.rate_limit": "http.ratelimit",
  "envoy.router": "http.router",
  "envoy.squash": "http.squash",
  "envoy.listener.http_inspector": "listener.http_inspector",
  "envoy.listener.original_dst": "listener.original_dst",
  "envoy.listener.original_src": "listener.original_src",
  "envoy.listener.proxy_protocol": "listener.proxy_protocol",
  "envoy.listener.tls_inspector": "listener.tls_inspector",
  "envoy.client_ssl_auth": "network.client_ssl_auth",
  "envoy.http_connection_manager": "network.http_connection_manager",
  "envoy.mongo_proxy": "network.mongo_proxy",
  "envoy.ratelimit": "network.ratelimit",
  "envoy.redis_proxy": "network.redis_proxy",
  "envoy.tcp_proxy": "network.tcp_proxy",
};

function* checkPatch(filter: MeshObject, patch: Field): Iterable<Finding> {
  const match = patch.get("match");
  if (match.get("context").text === "WAYPOINT") return;
  const version = match.at("proxy", "proxyVersion");
  if ((version.text ?? "").length > 1024) {
    const why = {
      problem: "which is too long to be read",
      allowed: "at most 1024 characters",
      fix: "write a short expression",
    };
    yield { ...found(filter, version, why), found: "a long text" };
  }
  const inner = match.at("listener", "filterChain", "filter");
  const applyTo = patch.get("applyTo").text ?? "";
  if (inner.isObject && ["LISTENER", "FILTER_CHAIN"].includes(applyTo)) {
    const why = { problem: `which has no effect with applyTo ${applyTo}`, allowed: "no filter", fix: "remove it" };
    yield found(filter, inner, why);
  }
  for (const name of [inner.get("name"), inner.at("subFilter", "name")]) {
    const current = Object.hasOwn(OLD, name.text ?? "") ? OLD[name.text ?? ""] : undefined;
    if (current === undefined) continue;
    const allowed = `"envoy.filters.${current}"`;
    yield found(filter, name, { problem: "an old name of a filter", allowed, fix: `write ${allowed}` });
  }
}
