import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXPRESSIONS } from "../../policies/model/expressions";
import { Field, UNKNOWN } from "../../policies/model/field";
import type { Schema } from "../../policies/model/schema";
import { violations } from "../../policies/model/schema";
import { ANNOTATIONS } from "../../policies/schemas/annotations";
import { CRDS } from "../../policies/schemas/crds";
import { chartsFolder } from "../../tools/charts";
import { moduleFolder } from "../../tools/module";
import { renderAnnotations, renderCrds } from "../../policies/schemas/render";

const FOLDER = join(__dirname, "../../policies/schemas");
const written = (file: string) => readFileSync(join(FOLDER, file), "utf8");

describe("the rules' schemas", () => {
  it("are what the pinned modules give (else: npm run generate:schemas)", async () => {
    assert.equal(written("crds.ts"), await renderCrds(chartsFolder()));
    assert.equal(written("annotations.ts"), await renderAnnotations(moduleFolder("istio.io/api")));
  });

  it("are small, and have every kind and annotation that people use", () => {
    assert.ok(written("crds.ts").length < 150_000);
    for (const kind of ["networking.istio.io/VirtualService", "security.istio.io/AuthorizationPolicy"]) {
      assert.ok(CRDS[kind]?.versions.includes("v1"), kind);
    }
    assert.deepEqual(ANNOTATIONS["sidecar.istio.io/inject"]?.on, ["Pod"]);
  });

  it("have no CEL expression that the rules do not know, and the rules know none that is gone", () => {
    const used = new Set<string>();
    const collect = (schema: unknown): void => {
      if (typeof schema !== "object" || schema === null) return;
      for (const [key, inner] of Object.entries(schema)) {
        if (key === "x-kubernetes-validations") for (const rule of inner as string[]) used.add(rule);
        else collect(inner);
      }
    };
    for (const { spec } of Object.values(CRDS)) collect(JSON.parse(spec));
    assert.deepEqual([...used].sort(), Object.keys(EXPRESSIONS).sort());
  });
});

describe("a structural schema", () => {
  const at = (value: unknown, schema: Schema, whole?: boolean) =>
    [...violations(new Field({ value }).get("value"), schema, whole)].map((one) =>
      "why" in one ? `${one.field.path}: ${one.why.problem}` : `${one.field.path}: unknown`,
    );
  const closed: Schema = { type: "object", properties: { a: { type: "integer", minimum: 1 } }, required: ["a"] };

  it("judges types, and no other keyword where the type is wrong", () => {
    assert.deepEqual(at("7", { type: "integer", minimum: 9 }), ["value: which is not a whole number"]);
    assert.deepEqual(at(7.5, { type: "integer" }), ["value: which is not a whole number"]);
    assert.deepEqual(at([null], { type: "array", items: { type: "string" } }), ["value[0]: which is not a string"]);
    assert.deepEqual(at(80, { "x-kubernetes-int-or-string": true }), []);
    assert.deepEqual(at(true, { "x-kubernetes-int-or-string": true }), [
      "value: which is not a whole number or a string",
    ]);
  });

  it("finds unknown and missing fields, but takes null for nothing", () => {
    assert.deepEqual(at({ b: 1 }, closed), ["value.b: unknown", "value.a: but it is required"]);
    assert.deepEqual(at({ a: 1, b: null }, closed), []);
    assert.deepEqual(at({ a: 0 }, closed), ["value.a: which is out of range"]);
    assert.deepEqual(at({ x: { b: 1 } }, { type: "object", additionalProperties: closed }), [
      "value.x.b: unknown",
      "value.x.a: but it is required",
    ]);
    assert.deepEqual(at({ b: 1 }, { type: "object", "x-kubernetes-preserve-unknown-fields": true }), []);
  });

  it("requires nothing of a patch, but in its lists", () => {
    const schema: Schema = { type: "object", properties: { list: { type: "array", items: closed }, one: closed } };
    assert.deepEqual(at({ one: {}, list: [{}] }, schema, false), ["value.list[0].a: but it is required"]);
  });

  it("lets pass what is not known yet", () => {
    const either: Schema = {
      type: "object",
      properties: { a: {}, b: {} },
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    };
    assert.deepEqual(at(UNKNOWN, closed), []);
    assert.deepEqual(at({ a: UNKNOWN, b: UNKNOWN, c: UNKNOWN }, closed), []);
    assert.deepEqual(at({ a: 1, b: UNKNOWN }, either), []);
    assert.deepEqual(at({ a: 1, b: 2 }, either), ['value: with "a", "b" together']);
  });

  it("combines: all, any, none", () => {
    const needs = (name: string): Schema => ({ required: [name] });
    assert.equal(at({ a: 1 }, { allOf: [needs("a"), needs("b")], additionalProperties: true }).length, 1);
    assert.equal(at({ a: 1 }, { anyOf: [needs("a"), needs("b")], additionalProperties: true }).length, 0);
    assert.equal(at({ c: 1 }, { anyOf: [needs("a"), needs("b")], additionalProperties: true }).length, 1);
    assert.equal(at({ a: 1 }, { not: needs("a"), additionalProperties: true }).length, 1);
  });

  it("judges values: their form, their size and their range", () => {
    assert.equal(at("x", { type: "string", enum: ["a", "b"] }).length, 1);
    assert.equal(at("a1", { type: "string", pattern: "^[a-z]+$" }).length, 1);
    assert.equal(at("no base64!", { type: "string", format: "byte" }).length, 1);
    assert.equal(at(2 ** 31, { type: "integer", format: "int32" }).length, 1);
    assert.equal(at("", { type: "string", minLength: 1 }).length, 1);
    assert.equal(at("long", { type: "string", maxLength: 3 }).length, 1);
    assert.equal(at([], { type: "array", minItems: 1 }).length, 1);
    assert.equal(at({}, { type: "object", minProperties: 1 }).length, 1);
    assert.equal(at(5, { type: "number", maximum: 4.5 }).length, 1);
  });
});
