import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as z from "zod";
import { docsOf } from "../finding";
import type { GuardOptions, RuleLevel } from "../options";
import type { Rule } from "../rule";
import { LEVELS } from "./levels";

/** What the CLI learns of a pack before it hands over resources. */
export interface PackInfo {
  name: string;
  version: string;
  rules: readonly Rule[];
  options: GuardOptions;
}

/** Every rule with its level and the schema of its settings, and what the pack's options set (a person's configuration goes over it). */
export function infoOf(pack: PackInfo, enforced: readonly RuleLevel[]): proto.AnalyzerInfo {
  const info = new proto.AnalyzerInfo().setName(pack.name).setVersion(pack.version).setSupportsconfig(true);
  const policies = enforced.map(({ rule, level }) => {
    const given = pack.options[rule.name];
    if (typeof given === "object") {
      // The level too: without one the CLI takes the first of its enumeration, which is advisory.
      const config = new proto.PolicyConfig()
        .setProperties(struct(settingsIn(given)))
        .setEnforcementlevel(LEVELS[level]);
      info.getInitialconfigMap().set(rule.name, config);
    }
    return new proto.PolicyInfo()
      .setName(rule.name)
      .setDescription(rule.description)
      .setEnforcementlevel(LEVELS[level])
      .setConfigschema(new proto.PolicyConfigSchema().setProperties(struct(schemaOf(rule))))
      .setPolicyType(proto.PolicyType[rule.scope === "object" ? "POLICY_TYPE_RESOURCE" : "POLICY_TYPE_STACK"])
      .setUrl(docsOf(rule));
  });
  return info.setPoliciesList(policies);
}

/** Of each of its settings; most rules have none. */
function schemaOf({ config }: Rule): object | undefined {
  return Object.keys(config.shape).length === 0 ? undefined : z.toJSONSchema(config, { io: "input" }).properties;
}

function settingsIn(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([key]) => key !== "enforcementLevel"));
}

export function struct(value: object | undefined): Struct {
  return Struct.fromJavaScript((value ?? {}) as Record<string, JavaScriptValue>);
}
