import { parse } from "yaml";
import { Field } from "./field";

/** What the text at that name says, read as YAML or JSON, as if it stood there; missing where it is neither. */
export function embedded(parent: Field, name: string): Field {
  const field = parent.get(name);
  const secret = field.show() === "a secret value";
  return new Field(field.text === undefined ? undefined : parsed(field.text), parent, name, secret);
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" }) as unknown;
  } catch {
    return undefined;
  }
}
