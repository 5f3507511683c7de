import type { Why } from "../finding";
import { EXPRESSIONS } from "./expressions";
import type { Field } from "./field";
import { ifKnown } from "./known";
import { API_SERVER_ONLY, ofType, ofValue, typeName, wrongType } from "./schemaValues";

type Bound = `${"min" | "max"}${"Length" | "Items" | "Properties"}` | "minimum" | "maximum";

/** A structural schema of Kubernetes, in its compact form (policies/schemas): what the API server enforces. */
export interface Schema extends Partial<Record<Bound, number>> {
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  enum?: unknown[];
  pattern?: string;
  format?: string;
  nullable?: boolean;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  not?: Schema;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-validations"?: string[];
}

/** A place that breaks a schema. `unknownTo`: a field that the schema around it does not have. */
export type Violation = { field: Field } & ({ why: Why } | { unknownTo: Schema });

/**
 * Where a value breaks its schema, in the order of its fields. Values that are not known yet break nothing. Of a patch
 * (`whole` is false) nothing is required but in its lists: a list replaces the one in the cluster.
 */
export function* violations(field: Field, schema: Schema, whole = true): Iterable<Violation> {
  if (!isWritten(field)) return;
  const why = ofType(field, schema);
  if (why) {
    yield { field, why };
    return;
  }
  for (const why of ofValue(field, schema)) yield { field, why };
  if (field.isList) yield* ofItems(field, schema.items ?? {});
  else if (field.isObject) yield* ofFields(field, schema, whole);
  for (const why of [...ofCombinations(field, schema), ...ofExpressions(field, schema)]) yield { field, why };
}

/** null is nothing, which is no entry of a list. */
function* ofItems(list: Field, schema: Schema): Iterable<Violation> {
  for (const item of list.items()) {
    if (item.unknown || !item.missing || schema.nullable) yield* violations(item, schema);
    else yield { field: item, why: wrongType(item, typeName(schema)) };
  }
}

function* ofFields(object: Field, schema: Schema, whole: boolean): Iterable<Violation> {
  const { properties = {}, additionalProperties: others, required = [] } = schema;
  for (const [name, field] of object.entries()) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own) yield* violations(field, own, whole);
    else if (typeof others === "object") yield* violations(field, others, whole);
    else if (others !== true && !schema["x-kubernetes-preserve-unknown-fields"] && isWritten(field)) {
      yield { field, unknownTo: schema };
    }
  }
  for (const name of whole ? required : []) {
    const field = object.get(name);
    if (field.unknown || !field.missing) continue;
    yield { field, why: { problem: "but it is required", allowed: typeName(properties[name]), fix: `write ${name}` } };
  }
}

export function isWritten(field: Field): boolean {
  return !field.unknown && !field.missing;
}

/** The kinds that Istio's CRDs combine are fields that exclude each other. */
function* ofCombinations(field: Field, { oneOf, anyOf, allOf = [], not }: Schema): Iterable<Why> {
  for (const rule of [
    ...allOf,
    ...(oneOf ? [{ oneOf }] : []),
    ...(anyOf ? [{ anyOf }] : []),
    ...(not ? [{ not }] : []),
  ]) {
    if (ifKnown(() => satisfies(field, rule)) ?? true) continue;
    const names = namesIn(rule);
    const there = names.filter((name) => ifKnown(() => !field.get(name).missing));
    yield {
      problem: there.length > 1 ? `with ${quoted(there)} together` : "without a field that must be there",
      allowed: `one of ${quoted(names)}`,
      fix: "keep the one that is meant",
      ...API_SERVER_ONLY,
    };
  }
}

function satisfies(field: Field, { required = [], oneOf, anyOf, allOf, not }: Schema): boolean {
  const fits = (schema: Schema) => satisfies(field, schema);
  return (
    required.every((name) => !field.get(name).missing) &&
    (oneOf?.filter(fits).length ?? 1) === 1 &&
    (anyOf?.some(fits) ?? true) &&
    (allOf?.every(fits) ?? true) &&
    !(not && fits(not))
  );
}

function namesIn({ required = [], oneOf = [], anyOf = [], allOf = [], not }: Schema): string[] {
  const inner = [...oneOf, ...anyOf, ...allOf, ...(not ? [not] : [])];
  return [...new Set([...required, ...inner.flatMap(namesIn)])];
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function* ofExpressions(field: Field, schema: Schema): Iterable<Why> {
  for (const rule of schema["x-kubernetes-validations"] ?? []) {
    const why = ifKnown(() => EXPRESSIONS[rule]?.(field));
    if (why) yield why;
  }
}
