import type { Field } from "./field";

/** Labels, annotations or a selector. A value is undefined while Pulumi does not know it. */
export type Labels = ReadonlyMap<string, string | undefined>;

const NONE: Labels = new Map();

/** The entries of an object whose values are strings (YAML's numbers and booleans count as the text that they are). */
export function labelsOf(field: Field): Labels {
  if (field.unknown || !field.isObject) return NONE;
  const labels = new Map<string, string | undefined>();
  for (const [name, value] of field.entries()) {
    if (value.unknown) labels.set(name, undefined);
    else if (value.scalar !== undefined) labels.set(name, value.scalar);
  }
  return labels;
}

/** Whether all that the selector asks for is in the labels. What is not known yet counts as right: no false alarm. */
export function selects(selector: Labels, labels: Labels): boolean {
  for (const [name, value] of selector) {
    if (!labels.has(name)) return false;
    const label = labels.get(name);
    if (label !== undefined && value !== undefined && label !== value) return false;
  }
  return true;
}

/** The labels of a selector, every value of which is known; reading one that is not known yet throws NotKnownYet. */
export function readLabels(field: Field): Labels {
  const labels = new Map<string, string>();
  for (const [name, value] of field.entries()) {
    if (!value.missing && !value.isObject && !value.isList) labels.set(name, String(value.value));
  }
  return labels;
}

/** Whether a selector certainly selects these labels: what is not known yet is not selected. */
export function surelySelects(selector: Labels, labels: Labels): boolean {
  return [...selector].every(([name, value]) => value !== undefined && labels.get(name) === value);
}
