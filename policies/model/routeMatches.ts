import type { Field } from "./field";

/** Keys of a match that are no conditions: for people, for metrics, and how to read the path. */
const NO_CONDITION = new Set(["name", "statPrefix", "ignoreUriCase"]);

/** Deeper than any field of the API: what is malformed so deep is equal to nothing. */
const DEEPEST = 8;

/** The value in a form in which what means the same is the same text, whatever the order of the keys. */
export function canonical(field: Field, without: ReadonlySet<string> = new Set(), depth = 0): string {
  if (depth > DEEPEST) return field.path;
  if (field.isList) {
    const items = field.items().map((item) => canonical(item, without, depth + 1));
    return `[${items.join()}]`;
  }
  if (!field.isObject) return field.missing ? "null" : JSON.stringify(field.value);
  const entries = field
    .entries()
    .filter(([name, value]) => !(depth === 0 && without.has(name)) && !isDefault(value))
    .map(([name, value]) => `${JSON.stringify(name)}:${canonical(value, without, depth + 1)}`);
  return `{${entries.sort().join()}}`;
}

/** What protobuf does not write: it means the same as leaving it out. */
function isDefault(field: Field): boolean {
  return field.missing || field.value === false || (field.isList && field.items().length === 0);
}

/** The match without its name, which routes nothing. */
export function withoutName(match: Field): string {
  return canonical(match, new Set(["name"]));
}

/** Whether a match of an http rule takes every call: it has no condition, or only that the path begins with a slash. */
export function takesAll(match: Field): boolean {
  return match.entries().every(([name, condition]) => {
    if (NO_CONDITION.has(name) || isDefault(condition)) return true;
    return name === "uri" && condition.get("prefix").text === "/";
  });
}

/** Whether every call that the later match of an http rule takes is taken by the earlier one: each of its conditions holds there. */
export function covers(earlier: Field, later: Field): boolean {
  return earlier.entries().every(([name, condition]) => {
    if (NO_CONDITION.has(name) || isDefault(condition)) return true;
    const other = later.get(name);
    switch (name) {
      case "uri":
        return isPathWithin(later, earlier);
      case "scheme":
      case "method":
      case "authority":
        return isWithin(other, condition);
      case "headers":
      case "queryParams":
        return condition.entries().every(([key, wide]) => isWithin(other.get(key), wide));
      case "withoutHeaders":
      case "sourceLabels":
        return condition.entries().every(([key, wide]) => canonical(other.get(key)) === canonical(wide));
      case "gateways":
        return other.texts().length > 0 && other.texts().every((one) => condition.texts().includes(one));
      default:
        return canonical(other) === canonical(condition);
    }
  });
}

function isPathWithin(later: Field, earlier: Field): boolean {
  const wide = earlier.get("uri");
  const anyCase = earlier.get("ignoreUriCase").value === true;
  const text = wide.get("prefix").text ?? wide.get("exact").text ?? "";
  const hasLetters = text.toLowerCase() !== text.toUpperCase();
  if (!anyCase && hasLetters && later.get("ignoreUriCase").value === true) return false;
  return isWithin(later.get("uri"), wide, anyCase);
}

/** Whether every string that one StringMatch takes is taken by the other, wider one. */
function isWithin(narrow: Field, wide: Field, anyCase = false): boolean {
  if (narrow.missing) return false;
  if (wide.isObject && wide.entries().length === 0) return true;
  const prefix = wide.get("prefix").text;
  const start = narrow.get("exact").text ?? narrow.get("prefix").text;
  if (prefix !== undefined && start !== undefined) {
    return anyCase ? start.toLowerCase().startsWith(prefix.toLowerCase()) : start.startsWith(prefix);
  }
  return canonical(narrow) === canonical(wide);
}
