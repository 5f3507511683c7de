import type { Why } from "../finding";
import type { Field } from "./field";
import type { Schema } from "./schema";

/** What istioctl does not refuse as well: it reads files by other means (protobuf) and leaves out what it cannot read. */
export const API_SERVER_ONLY: Pick<Why, "codes"> = { codes: [] };

const TYPES: Readonly<Record<string, { name: string; is: (field: Field) => boolean }>> = {
  string: { name: "a string", is: (field) => field.text !== undefined },
  boolean: { name: "true or false", is: (field) => field.flag !== undefined },
  integer: { name: "a whole number", is: (field) => Number.isInteger(field.value) },
  number: { name: "a number", is: (field) => typeof field.value === "number" },
  array: { name: "a list", is: (field) => field.isList },
  object: { name: "an object", is: (field) => field.isObject },
};

export function typeName(schema: Schema | undefined): string {
  return TYPES[schema?.type ?? ""]?.name ?? "a value";
}

/** Why a value is not of its type; no other keyword matters then. */
export function ofType(field: Field, schema: Schema): Why | undefined {
  if (schema["x-kubernetes-int-or-string"]) {
    const right = field.text !== undefined || Number.isInteger(field.value);
    return right ? undefined : wrongType(field, "a whole number or a string");
  }
  return TYPES[schema.type ?? ""]?.is(field) === false ? wrongType(field, typeName(schema)) : undefined;
}

export function wrongType(field: Field, expected: string): Why {
  const quotes = expected === TYPES.string?.name && (field.number !== undefined || field.flag !== undefined);
  const fix = quotes ? "write it in quotes" : `write ${expected}`;
  return { problem: `which is not ${expected}`, allowed: expected, fix, ...API_SERVER_ONLY };
}

/** Why one value, of the right type, is not allowed. */
export function* ofValue(field: Field, schema: Schema): Iterable<Why> {
  const { value } = field;
  if (schema.enum && !schema.enum.includes(value)) {
    const allowed = schema.enum.map((one) => JSON.stringify(one)).join(", ");
    yield {
      problem: "which is none of the values that there are",
      allowed,
      fix: "write one of these",
      ...API_SERVER_ONLY,
    };
  }
  if (typeof value === "string") yield* ofText(value, schema);
  if (typeof value === "number") yield* ofNumber(value, schema);
  yield* ofSize("character", field.text?.length, schema.minLength, schema.maxLength);
  yield* ofSize("entry", field.isList ? field.items().length : undefined, schema.minItems, schema.maxItems);
  const entries = field.isObject ? field.entries().length : undefined;
  yield* ofSize("entry", entries, schema.minProperties, schema.maxProperties);
}

const PATTERNS = new Map<string, RegExp>();
const BASE64 = "^[A-Za-z0-9+/]*={0,2}$";

function* ofText(value: string, { pattern, format }: Schema): Iterable<Why> {
  const expected = pattern ?? (format === "byte" ? BASE64 : undefined);
  if (expected === undefined || value === "") return;
  let compiled = PATTERNS.get(expected);
  if (!compiled) PATTERNS.set(expected, (compiled = new RegExp(expected)));
  if (compiled.test(value)) return;
  const codes = pattern === undefined ? API_SERVER_ONLY : {};
  yield { problem: "which has another form", allowed: expected, fix: "write what fits this pattern", ...codes };
}

const INT32 = 2 ** 31;
const UINT32 = 2 ** 32;

function* ofNumber(value: number, schema: Schema): Iterable<Why> {
  const int32 = schema.format === "int32";
  const { minimum = int32 ? -INT32 : -Infinity, maximum = int32 ? INT32 - 1 : Infinity } = schema;
  if (value >= minimum && value <= maximum) return;
  // A protobuf number cannot hold it: istioctl leaves the object out.
  const unsigned = schema.type === "integer" && !int32;
  const codes = (value < 0 && unsigned) || value >= UINT32 ? API_SERVER_ONLY : {};
  yield { problem: "which is out of range", allowed: range(minimum, maximum), fix: "write a number in it", ...codes };
}

function* ofSize(unit: string, size: number | undefined, minimum = 0, maximum = Infinity): Iterable<Why> {
  const count = (number: number) => `${number} ${number === 1 ? unit : `${unit.replace(/y$/, "ie")}s`}`;
  if (size !== undefined && size < minimum) {
    const allowed = `at least ${count(minimum)}`;
    yield { problem: "which is too little", allowed, fix: "write what is meant, or remove it" };
  }
  if (size === undefined || size <= maximum) return;
  const allowed = `at most ${count(maximum)}`;
  yield { problem: `which has ${count(size)}`, allowed, fix: "shorten it", ...API_SERVER_ONLY };
}

function range(minimum: number, maximum: number): string {
  if (minimum === -Infinity) return `at most ${maximum}`;
  return maximum === Infinity ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
}
