import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { regexProblem } from "../model/regularExpressions";
import { refusedSelector } from "../model/routing";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such an EnvoyFilter, and the update stops there; where the webhook does not stand, the patch is left out
and nobody is told. Every patch says what it applies to, what it does and, unless it removes, with which value; what it matches is of
the same class as what it applies to: a listener for filters, a routeConfiguration for routes, a cluster for clusters
([EnvoyFilter](https://istio.io/latest/docs/reference/config/networking/envoy-filter/)). Whether the value is valid for Envoy is not
judged here: that needs Envoy's own schemas.`;

/** Whatever Istio's own validation asks of an EnvoyFilter beyond its schema, but for Envoy's own configuration in it. */
export const envoyFilterSemantics: Rule = {
  name: "envoy-filter-semantics",
  codes: ["IST0106"],
  description: "Patches of EnvoyFilters say what they apply to, match and do, in ways that fit together.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such an EnvoyFilter." },
  scope: "object",
  kinds: ["networking.istio.io/EnvoyFilter"],
  config: z.strictObject({}),
  *check(filter) {
    yield* refusedSelector(filter);
    yield* despite(filter.spec.get("configPatches").items(), (patch) => checkPatch(filter, patch));
  },
};

function* checkPatch(filter: MeshObject, patch: Field): Iterable<Finding> {
  if (!patch.isObject || patch.at("match", "context").text === "WAYPOINT") return;
  const [applyTo, operation] = [patch.get("applyTo"), patch.at("patch", "operation")];
  for (const field of [applyTo, operation]) {
    if (!field.missing && field.text !== "INVALID") continue;
    const allowed = field === applyTo ? "HTTP_FILTER, CLUSTER, …" : "MERGE, ADD, REMOVE, INSERT_BEFORE, …";
    yield found(filter, field, { problem: "but a patch needs it", allowed, fix: `write ${field.step}` });
    return;
  }
  const value = patch.at("patch", "value");
  if (operation.text !== "REMOVE" && value.missing) {
    const allowed = "a value for every operation but REMOVE";
    yield found(filter, value, { problem: "so there is nothing to put there", allowed, fix: "write the value" });
    return;
  }
  yield* checkVersion(filter, patch.at("match", "proxy", "proxyVersion"));
  yield* checkClass(filter, applyTo.text ?? "", patch.get("match"));
  yield* checkTypes(filter, value);
}

/** Envoy's types of version 2 are gone since Envoy 1.20, and a typed_config says its type. */
function* checkTypes(filter: MeshObject, value: Field, depth = 0): Iterable<Finding> {
  const type = value.get("@type");
  if (/^type\.googleapis\.com\/envoy\..*\.v2(alpha\d*)?\./.test(type.text ?? "")) {
    const allowed = "types of Envoy's API version 3";
    yield found(filter, type, {
      problem: "a type that Envoy no longer has",
      allowed,
      fix: "write the type's name with v3",
    });
  }
  const named = value.step === "typed_config" || value.step === "typedConfig";
  if (named && value.isObject && type.missing) {
    const allowed = '"type.googleapis.com/envoy.extensions…"';
    yield found(filter, type, { problem: "but a typed_config says its type", allowed, fix: 'write "@type"' });
  }
  if (depth > 50) return;
  for (const inner of [...value.items(), ...value.entries().map(([, field]) => field)]) {
    if (!inner.unknown) yield* checkTypes(filter, inner, depth + 1);
  }
}

function* checkVersion(filter: MeshObject, version: Field): Iterable<Finding> {
  // A longer one is not read at all: istio-warnings says so.
  if (!version.text || version.text.length > 1024) return;
  const problem = regexProblem(version.text);
  const allowed = "a regular expression (RE2)";
  if (problem) yield found(filter, version, { problem, allowed, fix: "write it in RE2's syntax: '^1\\.30.*'" });
}

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  listener: ["LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER"],
  routeConfiguration: ["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"],
  cluster: ["CLUSTER"],
};

const MANAGERS = ["envoy.filters.network.http_connection_manager", "envoy.http_connection_manager"];

function* checkClass(filter: MeshObject, applyTo: string, match: Field): Iterable<Finding> {
  const right = Object.keys(CLASSES).find((name) => CLASSES[name]?.includes(applyTo));
  const written = [...Object.keys(CLASSES), "waypoint"]
    .map((name) => match.get(name))
    .filter((field) => !field.missing);
  if (right === undefined || written.length === 0) return;
  const wrong = written.find(({ step }) => step !== right);
  if (wrong && match.get(right).missing) {
    const why = { problem: `but the patch applies to ${applyTo}`, allowed: right, fix: `match a ${right}` };
    yield found(filter, wrong, why);
    return;
  }
  const inner = match.at("listener", "filterChain", "filter");
  if (right !== "listener" || inner.missing) return;
  const sub = inner.get("subFilter");
  const name = (field: Field) => field.get("name").text ?? "";
  if (name(inner) === "") {
    const why = {
      problem: "so there is no filter to match",
      allowed: "a filter's name",
      fix: "write the filter's name",
    };
    yield found(filter, inner.get("name"), why);
  } else if (!sub.missing && (applyTo !== "HTTP_FILTER" || !MANAGERS.includes(name(inner)))) {
    const allowed = `subFilter with applyTo HTTP_FILTER, in the filter "${MANAGERS[0] ?? ""}"`;
    yield found(filter, sub, { problem: "which only HTTP filters are", allowed, fix: "match the filter itself" });
  } else if (!sub.missing && name(sub) === "") {
    const why = {
      problem: "so there is no filter to match",
      allowed: "a filter's name",
      fix: "write the filter's name",
    };
    yield found(filter, sub.get("name"), why);
  }
}
