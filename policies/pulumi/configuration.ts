import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { GuardOptions, RuleOptions } from "../options";
import type { Level, Rule } from "../rule";

const LEVELS: Record<proto.EnforcementLevel, Level> = {
  [proto.EnforcementLevel.ADVISORY]: "advisory",
  [proto.EnforcementLevel.MANDATORY]: "mandatory",
  [proto.EnforcementLevel.REMEDIATE]: "remediate",
  [proto.EnforcementLevel.DISABLED]: "disabled",
};

/** What the CLI made of the pack's levels and of the person's file: for each rule its level and settings. */
export function optionsOf(request: proto.ConfigureAnalyzerRequest, rules: readonly Rule[]): GuardOptions {
  const names = new Set(rules.map(({ name }) => name));
  const options: Record<string, RuleOptions> = {};
  request.getPolicyconfigMap().forEach((config: proto.PolicyConfig, name: string) => {
    const settings = config.getProperties()?.toJavaScript() ?? {};
    if (names.has(name)) options[name] = { ...settings, enforcementLevel: LEVELS[config.getEnforcementlevel()] };
  });
  return options;
}
