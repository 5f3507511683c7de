import { withScenario } from "../scenarios/apply";
import { onDefaults } from "./defaults";
import { ConfigError, problemsOf } from "./problems";
import type { Problem } from "./problems";
import type { Settings } from "./schema";
import { schema } from "./schema";

export { ConfigError } from "./problems";
export { addonNames, addonsOn, addonTitles } from "./addons";
export type {
  AddonName,
  AddonSettings,
  AddonsSettings,
  GrafanaSettings,
  JaegerSettings,
  KialiSettings,
  PrometheusSettings,
} from "./addons";
export type { AuthenticationSettings, ExposureSettings } from "./exposure";
export type { TracingSettings } from "./mesh/tracing";
export { components } from "./schema";
export type {
  AppSettings,
  BookinfoSettings,
  Component,
  ExternalServiceSettings,
  HostTls,
  Injection,
  MeshSettings,
  NamespaceSettings,
  ServiceSettings,
  Settings,
  SockShopSettings,
  TelemetrySettings,
} from "./schema";

/** A stack's `istio-mesh:*` keys as they stand in its file, without the prefix. */
export type RawSettings = Record<string, unknown>;

/**
 * The typed settings of a stack. Throws a ConfigError with every problem at once.
 * @param defaults the local cluster's own settings; what the stack says itself comes before them
 * @param known problems found before, to be told together with the others
 */
export function parseSettings(raw: RawSettings, defaults: RawSettings = {}, known: Problem[] = []): Settings {
  const stack = onDefaults(defaults, raw);
  // A scenario is laid over sound settings only: its change reads them.
  const input = schema.safeParse(stack).success ? withScenario(stack) : stack;
  const parsed = schema.safeParse(input);
  const problems = [...known, ...problemsOf(parsed.error?.issues ?? [], input)];
  if (!parsed.data || problems.length > 0) {
    throw new ConfigError(problems);
  }
  return parsed.data;
}
