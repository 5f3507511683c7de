import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { GuardOptions, RuleOptions } from "../options";
import type { Rule } from "../rule";
import { levelOf } from "./levels";

/** What the CLI made of the pack's levels and of the person's file: for each rule its level and settings. */
export function optionsOf(request: proto.ConfigureAnalyzerRequest, rules: readonly Rule[]): GuardOptions {
  const names = new Set(rules.map(({ name }) => name));
  const options: Record<string, RuleOptions> = {};
  request.getPolicyconfigMap().forEach((config: proto.PolicyConfig, name: string) => {
    const settings = config.getProperties()?.toJavaScript() ?? {};
    if (names.has(name)) options[name] = { ...settings, enforcementLevel: levelOf(config.getEnforcementlevel()) };
  });
  return options;
}
