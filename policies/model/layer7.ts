import type { Field } from "./field";
import type { MeshObject } from "./object";

/** The first setting that only a proxy for HTTP (in ambient mode a waypoint) acts on; undefined if ztunnel does all that is asked. */
export function layer7Of({ key, spec }: MeshObject): Field | undefined {
  return READERS[key]?.(spec);
}

const READERS: Record<string, (spec: Field) => Field | undefined> = {
  "security.istio.io/AuthorizationPolicy": authorization,
  "security.istio.io/RequestAuthentication": (spec) => filled(spec.get("jwtRules")),
  "extensions.istio.io/WasmPlugin": (spec) => spec.get("url"),
  "telemetry.istio.io/Telemetry": (spec) =>
    filled(spec.get("tracing")) ??
    filled(spec.get("accessLogging")) ??
    first(spec.get("metrics"), (metrics) => filled(metrics.get("overrides"))),
  "networking.istio.io/VirtualService": (spec) => {
    const gateways = spec.get("gateways").texts();
    if (gateways.length > 0 && !gateways.includes("mesh")) return undefined;
    return filled(spec.get("http")) ?? filled(spec.get("tls"));
  },
  "networking.istio.io/DestinationRule": (spec) =>
    trafficPolicy(spec.get("trafficPolicy")) ??
    first(spec.get("subsets"), (subset) => trafficPolicy(subset.get("trafficPolicy"))),
};

/** The conditions that ztunnel reads: pilot/pkg/serviceregistry/ambient/authorization.go, l4WhenAttributes. */
const LAYER_4 = ["source.ip", "source.namespace", "source.principal", "destination.ip", "destination.port"];

const OPERATIONS = ["methods", "notMethods", "paths", "notPaths", "hosts", "notHosts"];
const SOURCES = ["requestPrincipals", "notRequestPrincipals", "remoteIpBlocks", "notRemoteIpBlocks"];

function authorization(spec: Field): Field | undefined {
  const action = spec.get("action");
  if (action.text === "CUSTOM" || action.text === "AUDIT") return action;
  return first(
    spec.get("rules"),
    (rule) =>
      first(rule.get("to"), (to) => some(to.get("operation"), OPERATIONS)) ??
      first(rule.get("from"), (from) => some(from.get("source"), SOURCES)) ??
      first(rule.get("when"), (when) =>
        LAYER_4.includes(when.get("key").text ?? "source.ip") ? undefined : when.get("key"),
      ),
  );
}

function trafficPolicy(policy: Field): Field | undefined {
  return settings(policy) ?? first(policy.get("portLevelSettings"), settings);
}

function settings(policy: Field): Field | undefined {
  const hash = policy.at("loadBalancer", "consistentHash");
  const asked = [
    hash.get("httpHeaderName"),
    hash.get("httpCookie"),
    policy.at("connectionPool", "http"),
    policy.get("outlierDetection"),
  ];
  return asked.find((field) => field.isObject || field.text);
}

function some(field: Field, names: readonly string[]): Field | undefined {
  return names.map((name) => field.get(name)).find((one) => filled(one));
}

function filled(list: Field): Field | undefined {
  return list.items().length > 0 ? list : undefined;
}

function first(list: Field, of: (item: Field) => Field | undefined): Field | undefined {
  for (const item of list.items()) {
    const found = of(item);
    if (found) return found;
  }
  return undefined;
}

/** What a policy names instead of selecting pods: `targetRefs`, or `targetRef` as Istio first called it. */
export function targetsOf({ spec }: MeshObject): { field: Field; group: string; kind: string; name: string }[] {
  return [...spec.get("targetRefs").items(), spec.get("targetRef")]
    .filter((field) => field.isObject)
    .map((field) => ({
      field,
      group: field.get("group").text || "core",
      kind: field.get("kind").text ?? "",
      name: field.get("name").text ?? "",
    }));
}
