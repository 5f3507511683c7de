import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Schema } from "../model/schema";
import { isWritten, violations } from "../model/schema";
import { meant } from "../model/spelling";
import type { Rule } from "../rule";
import { CRDS } from "../schemas/crds";

const config = z.strictObject({
  knownFields: z
    .array(z.string())
    .default([])
    .describe(
      'Fields that your Istio has and the pinned one has not, without list indices: "VirtualService spec.http.websocketUpgrade".',
    ),
});

type Config = z.infer<typeof config>;

const WHY = `The API server checks Istio's objects against the schema of their CustomResourceDefinition. A field that the schema does not have
(\`timout\`, or \`timeout\` one level too deep) it
[drops without an error](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning):
the object is created, and the setting is not there. A value of another type, outside its range or without its required neighbours fails
the update half way, when other objects are already changed.

Judged by the schemas of the pinned Istio (policies/schemas), as the API server judges them; \`istioctl analyze\` is more lenient with
names and types, because it reads files by Istio's own protocol buffers. Fields that only your version of Istio has go into \`knownFields\`.`;

/** Whatever the API server would refuse, or drop: the first half of what Istio asks of its configuration. */
export const istioSchema: Rule<Config> = {
  name: "istio-schema",
  codes: ["IST0106"],
  description: "Istio's objects have the fields, types and values of their CustomResourceDefinitions.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "The API server refuses such an object, or silently drops the setting that it was written for.",
  },
  scope: "object",
  kinds: Object.keys(CRDS),
  config,
  check: checkObject,
};

const SCHEMAS = new Map<string, Schema>();

/** Parsed when the first object of the kind comes: most stacks hold few of Istio's kinds. */
function schemaOf(key: string, text: string): Schema {
  let schema = SCHEMAS.get(key);
  if (!schema) SCHEMAS.set(key, (schema = JSON.parse(text) as Schema));
  return schema;
}

function* checkObject(object: MeshObject, _: unknown, { knownFields }: Config): Iterable<Finding> {
  const crd = CRDS[object.key];
  if (!crd || object.root.unknown) return;
  if (object.version !== "" && !crd.versions.includes(object.version)) {
    yield found(object, object.root.get("apiVersion"), {
      problem: `a version in which there is no ${object.kind}`,
      allowed: crd.versions.map((one) => `"${object.group}/${one}"`).join(", "),
      fix: "write one of these",
      codes: [],
    });
  }
  const schema = schemaOf(object.key, crd.spec);
  for (const [name, field] of object.root.entries()) {
    // What begins with __ is the provider's own.
    if (ROOT.includes(name) || name.startsWith("__") || !isWritten(field)) continue;
    if (knownFields.includes(`${object.kind} ${name}`)) continue;
    yield unknown(object, field, { properties: Object.fromEntries(ROOT.map((one) => [one, {}])) });
  }
  // What an object without a spec lacks is what an empty one lacks.
  const absent = !object.spec.unknown && object.spec.missing && !object.partial;
  const spec = absent ? new Field({}, object.root, "spec") : object.spec;
  for (const violation of violations(spec, schema, !object.partial)) {
    const { field } = violation;
    if ("why" in violation) yield found(object, field, violation.why);
    else if (!knownFields.includes(`${object.kind} ${withoutIndices(field.path)}`)) {
      yield unknown(object, field, violation.unknownTo, [...placesOf(String(field.step), schema, "spec")][0]);
    }
  }
}

const ROOT = ["apiVersion", "kind", "metadata", "spec", "status"];

function unknown(object: MeshObject, field: Field, around: Schema, elsewhere?: string): Finding {
  const names = Object.keys(around.properties ?? {});
  const near = meant(String(field.step), names);
  return found(object, field, {
    problem: "a field that the API server drops, because there is none of this name here",
    allowed: names.length === 0 ? "no fields" : names.sort().join(", "),
    fix: near ? `rename it to "${near}"` : elsewhere ? `move it to ${elsewhere}, where it belongs` : "remove it",
    codes: [],
  });
}

/** Where else a schema has a field of that name: `spec.http[].timeout`. What is written in the wrong place was meant for there. */
function* placesOf(name: string, schema: Schema, path: string): Iterable<string> {
  for (const [field, inner] of Object.entries(schema.properties ?? {})) {
    if (field === name) yield `${path}.${field}`;
    yield* placesOf(name, inner, `${path}.${field}`);
  }
  if (schema.items) yield* placesOf(name, schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === "object") yield* placesOf(name, schema.additionalProperties, `${path}.*`);
}

function withoutIndices(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}
