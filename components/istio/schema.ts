/** An OpenAPI v3 schema as CustomResourceDefinitions write it: JSON schema and Kubernetes' own `x-kubernetes-*` keys. */
export interface Schema {
  title?: string;
  description?: string;
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  required?: string[];
  [key: string]: unknown;
}

/** `oneOf` and its kin say which fields exclude each other; the types keep every field and leave that to the API server. */
const COMBINATORS = ["oneOf", "anyOf", "allOf", "not"];

/**
 * The same schema as json-schema-to-typescript reads it best: every object closed (a field that the schema does not
 * name is an error) and named by its path (`VirtualServiceHttpRoute`; like objects share the shortest name), constraints
 * that no type can express left out.
 */
export function typed(spec: Schema, kind: string): Schema {
  const names = nameObjects(spec, kind);
  const done = new Map<string, Schema>();

  function convert(schema: Schema): Schema {
    const identity = JSON.stringify(schema);
    const known = done.get(identity);
    if (known) return known;
    const result: Schema = { ...schema };
    done.set(identity, result);
    for (const combinator of COMBINATORS) {
      refuseTypes(result[combinator], `${kind}: ${combinator}`);
      delete result[combinator];
    }
    if (schema.properties) {
      const fields = Object.entries(schema.properties);
      result.properties = Object.fromEntries(fields.map(([name, field]) => [name, convert(field)]));
      result.title = names.get(identity);
    }
    if (schema.items) result.items = convert(schema.items);
    if (typeof schema.additionalProperties === "object") {
      result.additionalProperties = convert(schema.additionalProperties);
    } else if (schema.type === "object") {
      result.additionalProperties = schema["x-kubernetes-preserve-unknown-fields"] === true;
    }
    return result;
  }

  return { ...convert(spec), title: `${kind}Spec` };
}

/** A name for every object with fields, by its path; level by level, so that the shortest path names like objects. */
function nameObjects(spec: Schema, kind: string): Map<string, string> {
  const names = new Map<string, string>();
  const queue: [Schema, string][] = [[spec, kind]];
  for (const [schema, name] of queue) {
    const identity = JSON.stringify(schema);
    if (schema.properties && !names.has(identity)) names.set(identity, name);
    for (const [field, inner] of Object.entries(schema.properties ?? {})) queue.push([inner, name + pascal(field)]);
    if (schema.items) queue.push([schema.items, name]);
    if (typeof schema.additionalProperties === "object") queue.push([schema.additionalProperties, name]);
  }
  return names;
}

/** A combinator may be dropped only while all it holds is which fields are required. */
function refuseTypes(constraint: unknown, where: string): void {
  if (Array.isArray(constraint)) {
    constraint.forEach((one) => refuseTypes(one, where));
  } else if (typeof constraint === "object" && constraint !== null) {
    for (const [key, value] of Object.entries(constraint)) {
      if (COMBINATORS.includes(key)) refuseTypes(value, where);
      else if (key !== "required")
        throw new Error(`${where} holds '${key}': teach components/istio/schema.ts to keep it`);
    }
  }
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
