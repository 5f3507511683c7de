import type { Level, Rule } from "./rule";

/**
 * baseline: every rule at its own level. strict: every rule mandatory. off-in-tests: as baseline, without the rules whose demands
 * are for production only (fault injection, authentication in front of addons …).
 */
export const presets = ["baseline", "strict", "off-in-tests"] as const;

export type Preset = (typeof presets)[number];

/** A rule's level under a preset. */
export function levelUnder(preset: Preset, rule: Rule): Level {
  if (preset === "strict") return "mandatory";
  return preset === "off-in-tests" && rule.offInTests ? "disabled" : rule.enforcement.level;
}
