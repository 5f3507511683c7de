import type { Field } from "./field";
import { knownGet, knownItems, knownText, reach } from "./known";
import type { MeshObject } from "./object";

/** One condition of a Kubernetes LabelSelector. */
export interface Requirement {
  key: string;
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  values: readonly string[];
}

/** A webhook of a MutatingWebhookConfiguration or a ValidatingWebhookConfiguration. */
export interface Webhook {
  object: MeshObject;
  name: string;
  /** What the labels of a namespace, and of the object in it, must be; undefined: unknown, or nothing that Kubernetes reads. */
  namespaces: readonly Requirement[] | undefined;
  objects: readonly Requirement[] | undefined;
}

const REVISION = "istio.io/rev";

export function webhooksOf(object: MeshObject): Webhook[] {
  return knownItems(knownGet(object.root, "webhooks")).map((hook) => ({
    object,
    name: knownText(knownGet(hook, "name")) ?? "",
    namespaces: requirementsOf(reach(hook, "namespaceSelector")),
    objects: requirementsOf(reach(hook, "objectSelector")),
  }));
}

/** The revisions of Istio that webhooks name: in their configuration's label, and in their selectors. */
export function revisionsOf(object: MeshObject, hooks: readonly Webhook[]): string[] {
  const selected = hooks
    .flatMap(({ namespaces, objects }) => [...(namespaces ?? []), ...(objects ?? [])])
    .filter(({ key }) => key === REVISION)
    .flatMap(({ values }) => values);
  return [...selected, object.labels.get(REVISION) ?? []].flat();
}

/** Whether a configuration holds Istio's webhooks: one of their names ends with istio.io, or a revision is spoken of. */
export function isIstios(object: MeshObject): boolean {
  const hooks = webhooksOf(object);
  return hooks.some(({ name }) => name.endsWith("istio.io")) || revisionsOf(object, hooks).length > 0;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors; nothing selects everything. */
function requirementsOf(selector: Field): Requirement[] | undefined {
  if (selector.unknown) return undefined;
  if (selector.missing) return [];
  const labels = knownGet(selector, "matchLabels");
  const expressions = knownGet(selector, "matchExpressions");
  if (!selector.isObject || labels.unknown || expressions.unknown) return undefined;
  const made = [
    ...labels.entries().map(([key, value]) => requirement(key, "In", [knownText(value)])),
    ...expressions.items().map((one) => {
      const values = knownGet(one, "values");
      const list = values.unknown ? [undefined] : values.items().map(knownText);
      return requirement(knownText(knownGet(one, "key")), knownText(knownGet(one, "operator")), list);
    }),
  ];
  const requirements = made.filter((one) => one !== undefined);
  return requirements.length === made.length ? requirements : undefined;
}

/** Undefined for what Kubernetes refuses, or what is not known yet. */
function requirement(
  key: string | undefined,
  operator: string | undefined,
  list: readonly (string | undefined)[],
): Requirement | undefined {
  const values = list.filter((value) => value !== undefined);
  if (key === undefined || values.length < list.length) return undefined;
  if (operator === "In" || operator === "NotIn") return values.length > 0 ? { key, operator, values } : undefined;
  if (operator === "Exists" || operator === "DoesNotExist") {
    return values.length === 0 ? { key, operator, values } : undefined;
  }
  return undefined;
}

/** Whether labels are what the requirements ask for. */
export function fulfils(labels: ReadonlyMap<string, string>, requirements: readonly Requirement[]): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = labels.get(key);
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
    }
  });
}
