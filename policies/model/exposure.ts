import type { Addon } from "./addons";
import type { Field } from "./field";

/** A Service that callers from outside reach. */
export interface Exposure {
  /** What names the Service, or opens it. */
  field: Field;
  namespace: string;
  name: string;
  /** The addon behind it, where more than the Service's name says so. */
  addon?: Addon;
  /** Whether callers come to the Service itself, with no gateway or router before it. */
  direct: boolean;
  /** The names by which they come; none: by an address, and the caller names any host. */
  hosts: () => readonly string[];
  /** The way on which nobody asks who they are: `through Gateway shop/edge`; undefined: something does, or may. */
  open: () => string | undefined;
  /** The way on which calls come in plain text; undefined: there is none, as far as the stack shows. */
  plain: () => string | undefined;
}

/** Any host. */
export const ANY_HOST: readonly string[] = ["*"];

/** The ways that annotations close or encrypt, which every controller and every cloud has of its own. */
export const MARKS = {
  asking: /auth|middleware|white-?list|allow-?list|backend-?config/i,
  internal: /internal|source-?ranges|allow-?list/i,
  encrypted: /cert|ssl|tls|https/i,
};

/** Name and value of each annotation there: of annotations that are not known yet, any may be there. */
export function annotationsAt(field: Field): [string, string][] {
  return field.entries().map(([name, value]) => [name, value.text ?? ""]);
}
