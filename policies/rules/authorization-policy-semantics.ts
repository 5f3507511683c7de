import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { attributeProblem, pathProblem, portProblem, refusedSource } from "../model/authorization";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a policy, and the update stops there; where the webhook does not stand, the policy is stored and
does not protect anything: a rule that cannot be read denies nothing. The schema does not say these things: a source, an operation or a
condition says something, values are IP addresses, ports and attributes that Istio knows, DENY and CUSTOM have rules, and CUSTOM has a
provider and only what that one can judge
([AuthorizationPolicy](https://istio.io/latest/docs/reference/config/security/authorization-policy/),
[conditions](https://istio.io/latest/docs/reference/config/security/conditions/)).`;

/** Whatever Istio's own validation asks of an AuthorizationPolicy beyond its schema. */
export const authorizationPolicySemantics: Rule = {
  name: "authorization-policy-semantics",
  codes: ["IST0106"],
  description: "AuthorizationPolicies have rules, providers and values that Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a policy, or it would not protect what it is for." },
  scope: "object",
  kinds: ["security.istio.io/AuthorizationPolicy"],
  config: z.strictObject({}),
  *check(policy) {
    yield* despite([checkProvider, checkDryRun], (check) => check(policy));
    const rules = policy.spec.get("rules").items();
    yield* despite(rules, (rule) => despite([checkFrom, checkTo, checkWhen], (check) => check(policy, rule)));
  },
};

function actionOf({ spec, partial }: MeshObject): string | undefined {
  return spec.get("action").text ?? (partial ? undefined : "ALLOW");
}

function* checkProvider(policy: MeshObject): Iterable<Finding> {
  const { spec, partial } = policy;
  const [provider, rules] = [spec.get("provider"), spec.get("rules")];
  const action = actionOf(policy);
  if ((action === "CUSTOM" || action === "DENY") && rules.items().length === 0 && !(partial && rules.missing)) {
    yield found(policy, rules, {
      problem: `so a policy with action ${action} is for no request`,
      allowed: "rules; [{}] for every request",
      fix: "write rules, or rules: [{}]",
    });
  } else if (action === "CUSTOM" && !provider.get("name").text && !partial) {
    const allowed = "the name of an extension provider of the mesh";
    yield found(policy, provider.get("name"), {
      problem: "but action CUSTOM asks it",
      allowed,
      fix: "write provider.name",
    });
  }
  if (provider.missing || action === "CUSTOM" || action === undefined) return;
  const allowed = "a provider with action CUSTOM only";
  yield found(policy, provider, {
    problem: `but the action is ${action}`,
    allowed,
    fix: "write action: CUSTOM, or remove it",
  });
}

const DRY_RUN = "istio.io/dry-run";

/** istioctl does not hand annotations over to its validation; the webhook does. */
function* checkDryRun(policy: MeshObject): Iterable<Finding> {
  const value = policy.annotations.get(DRY_RUN);
  const action = actionOf(policy);
  if (value === undefined || action === undefined) return;
  const right = /^(1|0|t|f|true|false)$/i.test(value) && ["ALLOW", "DENY"].includes(action);
  if (right) return;
  yield found(policy, policy.metadata.get("annotations").get(DRY_RUN), {
    problem: ["ALLOW", "DENY"].includes(action) ? "which is neither true nor false" : `but the action is ${action}`,
    allowed: '"true" or "false", with action ALLOW or DENY',
    fix: "write true or false, or remove it",
    codes: [],
  });
}

function* checkFrom(policy: MeshObject, rule: Field): Iterable<Finding> {
  for (const from of rule.get("from").items()) {
    const source = from.get("source");
    if (from.isObject && source.missing) yield empty(policy, source, "a source");
    if (!source.isObject) continue;
    if (source.entries().every(([, list]) => list.items().length === 0)) yield empty(policy, source, "a source");
    yield* refusedSource(policy, source, actionOf(policy) === "CUSTOM");
  }
}

function* checkTo(policy: MeshObject, rule: Field): Iterable<Finding> {
  for (const to of rule.get("to").items()) {
    const operation = to.get("operation");
    if (to.isObject && operation.missing) yield empty(policy, operation, "an operation");
    if (!operation.isObject) continue;
    if (operation.entries().every(([, list]) => list.items().length === 0))
      yield empty(policy, operation, "an operation");
    for (const [name, list] of operation.entries()) {
      for (const value of list.items()) {
        const problem = value.text === undefined ? undefined : operationProblem(name, value.text);
        const allowed = /ports/i.test(name) ? '"1" to "65535"' : "values; {*} and {**} in paths stand for whole parts";
        if (problem) yield found(policy, value, { problem, allowed, fix: "write what is meant" });
      }
    }
  }
}

function operationProblem(name: string, value: string): string | undefined {
  if (value === "") return "which is empty";
  if (/^(notP|p)orts$/.test(name)) return portProblem(value);
  return /^(notP|p)aths$/.test(name) ? pathProblem(value) : undefined;
}

function* checkWhen(policy: MeshObject, rule: Field): Iterable<Finding> {
  for (const condition of rule.get("when").items()) {
    const key = condition.get("key");
    if (key.text === undefined) continue;
    const values = ["values", "notValues"].map((name) => condition.get(name));
    if (values.every((list) => list.items().length === 0)) {
      const why = { problem: "with no values to compare with", allowed: "values or notValues", fix: "write values" };
      yield found(policy, condition, why);
      continue;
    }
    const ofKey = attributeProblem(key.text, actionOf(policy) === "CUSTOM");
    if (typeof ofKey === "string") {
      const allowed = "https://istio.io/latest/docs/reference/config/security/conditions/";
      yield found(policy, key, { problem: ofKey, allowed, fix: "write an attribute that Istio knows" });
      continue;
    }
    for (const value of values.flatMap((list) => list.items())) {
      const problem = value.text === undefined ? undefined : value.text === "" ? "which is empty" : ofKey(value.text);
      if (problem)
        yield found(policy, value, { problem, allowed: `a value of ${key.text}`, fix: "write what is meant" });
    }
  }
}

function empty(policy: MeshObject, field: Field, what: string): Finding {
  const why = { problem: `so there is no condition in it`, allowed: `${what} that says something`, fix: "write it" };
  return found(policy, field, why);
}
