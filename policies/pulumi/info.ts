import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as z from "zod";
import { docsOf } from "../finding";
import type { GuardOptions } from "../options";
import { enforce } from "../options";
import type { Level, Rule } from "../rule";

/** What the CLI learns of a pack before it hands over resources. */
export interface PackInfo {
  name: string;
  version: string;
  rules: readonly Rule[];
  options: GuardOptions;
}

const LEVELS = {
  advisory: proto.EnforcementLevel.ADVISORY,
  mandatory: proto.EnforcementLevel.MANDATORY,
  remediate: proto.EnforcementLevel.REMEDIATE,
  disabled: proto.EnforcementLevel.DISABLED,
} satisfies Record<Level, proto.EnforcementLevel>;

/** Every rule with its level and the schema of its settings, and what the pack's options set (a person's configuration goes over it). */
export function infoOf(pack: PackInfo): proto.AnalyzerInfo {
  const info = new proto.AnalyzerInfo().setName(pack.name).setVersion(pack.version).setSupportsconfig(true);
  const policies = enforce(pack.rules, pack.options).map(({ rule, level }) => {
    const schema = new proto.PolicyConfigSchema().setProperties(
      struct(z.toJSONSchema(rule.config, { io: "input" }).properties),
    );
    return new proto.PolicyInfo()
      .setName(rule.name)
      .setDescription(rule.description)
      .setEnforcementlevel(LEVELS[level])
      .setConfigschema(schema)
      .setPolicyType(proto.PolicyType[rule.scope === "object" ? "POLICY_TYPE_RESOURCE" : "POLICY_TYPE_STACK"])
      .setUrl(docsOf(rule));
  });
  for (const { name } of pack.rules) {
    const given = pack.options[name];
    if (typeof given !== "object") continue;
    const settings = Object.fromEntries(Object.entries(given).filter(([key]) => key !== "enforcementLevel"));
    info.getInitialconfigMap().set(name, new proto.PolicyConfig().setProperties(struct(settings)));
  }
  return info.setPoliciesList(policies);
}

export function struct(value: object | undefined): Struct {
  return Struct.fromJavaScript((value ?? {}) as Record<string, JavaScriptValue>);
}
