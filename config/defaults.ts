import type { RawSettings } from ".";
import { isGroup, merge } from "./merge";

/**
 * A stack's settings laid on the local cluster's. What those say of an addon counts only where the stack has that addon's group,
 * for a group switches its addon on.
 */
export function onDefaults({ addons, ...defaults }: RawSettings, raw: RawSettings): RawSettings {
  const named = isGroup(raw.addons) ? Object.keys(raw.addons) : [];
  const needed = Object.entries(isGroup(addons) ? addons : {}).filter(([name]) => named.includes(name));
  return merge(needed.length > 0 ? { ...defaults, addons: Object.fromEntries(needed) } : defaults, raw);
}
