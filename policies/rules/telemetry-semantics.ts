import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { celProblem } from "../model/cel";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such an object, and the update stops there; where the webhook does not stand, the proxies report
without these tags, or the module starts with another environment. A tag that is not removed has a value (a
[CEL expression](https://istio.io/latest/docs/reference/config/telemetry/#MetricsOverrides-TagOverride)), tags have names, filters of
access logs are [CEL](https://github.com/google/cel-spec/blob/master/doc/langdef.md) too, and each
variable of a [Wasm module](https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/#VmConfig) is there once.`;

/** Whatever Istio's own validation asks of telemetry and of extensions beyond their schema. */
export const telemetrySemantics: Rule = {
  name: "telemetry-semantics",
  codes: ["IST0106"],
  description: "Filters and tags of Telemetries can be read, and variables of Wasm modules are there once.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such an object." },
  scope: "object",
  kinds: ["telemetry.istio.io/Telemetry", "extensions.istio.io/WasmPlugin", "extensions.istio.io/TrafficExtension"],
  config: z.strictObject({}),
  *check(object) {
    const { spec } = object;
    for (const metrics of spec.get("metrics").items()) {
      for (const override of metrics.get("overrides").items()) yield* checkTags(object, override.get("tagOverrides"));
    }
    for (const logging of spec.get("accessLogging").items()) yield* checkFilter(object, logging.get("filter"));
    for (const tracing of spec.get("tracing").items()) yield* checkCustomTags(object, tracing.get("customTags"));
    yield* checkVariables(object, (object.kind === "WasmPlugin" ? spec : spec.get("wasm")).at("vmConfig", "env"));
  },
};

/** With operation: UPSERT the schema asks for a value; where no operation is written, UPSERT is meant. */
function* checkTags(telemetry: MeshObject, tags: Field): Iterable<Finding> {
  for (const [, tag] of tags.entries()) {
    if (!tag.isObject || !tag.get("operation").missing || tag.get("value").text) continue;
    const why = {
      problem: "so the tag has no value",
      allowed: "a CEL expression",
      fix: "write value, or operation: REMOVE",
    };
    yield found(telemetry, tag.get("value"), why);
  }
}

function* checkFilter(telemetry: MeshObject, filter: Field): Iterable<Finding> {
  const expression = filter.get("expression");
  const problem = filter.isObject ? celProblem(expression.text ?? "") : undefined;
  if (!problem) return;
  const allowed = '"response.code >= 400 && connection.mtls"';
  yield found(telemetry, expression, { problem, allowed, fix: "write a condition with ==, &&, || and !" });
}

function* checkCustomTags(telemetry: MeshObject, tags: Field): Iterable<Finding> {
  const nameless = tags.get("");
  if (nameless.missing) return;
  yield found(telemetry, nameless, {
    problem: "for a tag without a name",
    allowed: "a name",
    fix: "write the tag's name",
  });
}

function* checkVariables(plugin: MeshObject, list: Field): Iterable<Finding> {
  const seen = new Set<string>();
  for (const name of list.items().map((one) => one.get("name"))) {
    if (name.text === undefined) continue;
    if (seen.has(name.text)) {
      const why = { problem: "which stands there already", allowed: "each variable once", fix: "remove one of them" };
      yield found(plugin, name, why);
    }
    seen.add(name.text);
  }
}
