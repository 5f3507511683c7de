type Group = Record<string, unknown>;

/** Lays `over` on `under`, group by group; lists and single values are replaced whole. */
export function merge(under: Group, over: Group): Group {
  const merged: Group = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isGroup(below) && isGroup(value) && sameSource(below, value) ? merge(below, value) : value;
  }
  return merged;
}

/** Whether a value is a group of keys, and no list. */
export function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Charts from another kind of source share no key with the ones below: a path means nothing to a repository. */
function sameSource(below: Group, value: Group): boolean {
  return value.from === undefined || value.from === below.from;
}
