import type { Settings } from "../../config";

/**
 * The addons that really run on the local cluster: their programs are built from pinned sources. Grafana and Kiali are not to be
 * had that way.
 */
export const localAddons = ["prometheus", "jaeger"] as const;
export type LocalAddon = (typeof localAddons)[number];

/** Those that a stack has switched on; none without a stack. */
export const localAddonsOf = (settings?: Pick<Settings, "addons">): LocalAddon[] =>
  localAddons.filter((name) => settings?.addons[name]?.enabled);
