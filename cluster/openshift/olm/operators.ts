import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../api";
import { pathOf, type View, type Write } from "./view";

const prefix = "operators.coreos.com/";

/**
 * OLM's Operator objects: one for each label of an operator's components, with the components and, of CSVs, the phase as a
 * condition (operator-lifecycle-manager v0.28.0, pkg/controller/operators: operator_controller.go, decorators/operator.go).
 * They stay when their components go, as OLM's do.
 */
export function operatorSteps({ operators, subscriptions, plans, csvs }: View): Write[] {
  const components = [...csvs, ...plans, ...subscriptions];
  const names = new Set([...operators.map(({ metadata }) => metadata.name), ...components.flatMap(operatorNames)]);
  return [...names].flatMap((name): Write[] => {
    const existing = operators.find(({ metadata }) => metadata.name === name);
    if (!existing) {
      const object = { apiVersion: "operators.coreos.com/v1", kind: "Operator", metadata: { name } };
      return [{ verb: "create", path: pathOf("operators"), object }];
    }
    const status = {
      components: {
        labelSelector: { matchExpressions: [{ key: prefix + name, operator: "Exists" }] },
        refs: components.filter((one) => operatorNames(one).includes(name)).map(reference),
      },
    };
    if (isDeepStrictEqual(existing.status, status)) return [];
    return [{ verb: "merge", path: `${pathOf("operators", "", name)}/status`, patch: { status } }];
  });
}

const operatorNames = ({ metadata }: ApiObject): string[] =>
  Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(prefix))
    .map((label) => label.slice(prefix.length));

function reference(component: ApiObject): object {
  const { apiVersion, kind, metadata } = component;
  const { name, namespace } = metadata;
  const phase = kind === "ClusterServiceVersion" ? component.status : undefined;
  if (!phase?.phase) return { apiVersion, kind, name, namespace };
  const { phase: type, reason, message, lastTransitionTime } = phase;
  return {
    ...{ apiVersion, kind, name, namespace },
    conditions: [{ type, status: "True", reason, message, lastTransitionTime }],
  };
}
