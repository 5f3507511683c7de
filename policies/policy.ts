import type { PolicyConfigSchema, ResourceValidationPolicy } from "@pulumi/policy";
import * as z from "zod";
import { docsOf, render } from "./finding";
import { Mesh } from "./mesh";
import { objectsOf } from "./resource";
import type { Rule } from "./rule";
import { configOf } from "./rule";

/**
 * A rule as a Pulumi policy. It judges resources one by one, before any of them is created: a mandatory finding keeps
 * the resource from being created (https://www.pulumi.com/docs/discovery-governance/concepts/policy-as-code/policies/).
 */
export function policyOf(rule: Rule): ResourceValidationPolicy {
  const { properties } = z.toJSONSchema(rule.config, { io: "input" });
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.enforcement.level,
    configSchema: { properties: properties as PolicyConfigSchema["properties"] },
    url: docsOf(rule),
    validateResource(resource, reportViolation) {
      // Before anything else: the CLI lets unknown keys pass, so the first resource of any kind has to refuse them.
      const config = configOf(rule, resource.getConfig());
      const mesh = new Mesh(objectsOf(resource));
      for (const finding of rule.check(mesh, config)) reportViolation(render(rule, finding));
    },
  };
}
