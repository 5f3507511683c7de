import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import type { RawSettings } from "../../config";
import { prefixedKeys } from "../../config/stackFile";

/** Settings as they stand in a stack's file. */
export function stackYaml(settings: RawSettings): string {
  return stringify({ config: prefixedKeys(settings) }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** What was added to settings, or is another value now: groups key by key, lists and single values whole. */
export function additions(before: RawSettings, after: RawSettings): RawSettings {
  return Object.fromEntries(
    Object.entries(after).flatMap(([key, value]) => {
      const old = before[key];
      if (isDeepStrictEqual(old, value)) return [];
      return [[key, isGroup(old) && isGroup(value) ? additions(old, value) : value]];
    }),
  );
}

const isGroup = (value: unknown): value is RawSettings =>
  typeof value === "object" && value !== null && !Array.isArray(value);
