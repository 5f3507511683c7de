import { crossProblems } from "./rules";
import { ConfigError, problemsOf } from "./problems";
import { merge } from "./merge";
import type { Settings } from "./schema";
import { schema } from "./schema";

export { ConfigError } from "./problems";
export { components } from "./schema";
export type { Component, Injection, MeshSettings, NamespaceSettings, Settings, SockShopSettings } from "./schema";

/** A stack's `istio-mesh:*` keys as they stand in its file, without the prefix. */
export type RawSettings = Record<string, unknown>;

/**
 * The typed settings of a stack. Throws a ConfigError with every problem at once.
 * @param defaults the local cluster's own settings; what the stack says itself comes before them
 */
export function parseSettings(raw: RawSettings, defaults: RawSettings = {}): Settings {
  const input = merge(defaults, raw);
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new ConfigError(problemsOf(parsed.error.issues, input));
  }
  const problems = crossProblems(parsed.data);
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return parsed.data;
}
