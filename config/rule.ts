import type { Settings } from "./schema";

/** A problem that only shows between keys. */
export interface Finding {
  path: readonly (string | number)[];
  allowed: string;
  /** Default: what stands there. */
  found?: unknown;
  todo?: string;
}

/** A check between keys. */
export interface Rule {
  /** The keys it reads: where one of them is broken by itself, the rule has nothing to say yet. */
  reads: string[];
  findings: (settings: Settings) => Finding[];
}

/** The namespaces of a stack by name. Single ones may be broken in any way while the list is one. */
export function namesOf(namespaces: Settings["namespaces"]): (string | undefined)[] {
  return namespaces.map((namespace) => {
    const name: unknown = (namespace as Partial<typeof namespace> | null)?.name;
    return typeof name === "string" ? name : undefined;
  });
}
