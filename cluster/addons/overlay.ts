import { join } from "node:path";

/** The charts that stand in for the addons' own, of which none is in a module: they start what is built here. */
const charts = { from: "folder", path: join(__dirname, "charts") };

const small = (memory: string) => ({ resources: { requests: { cpu: "10m", memory } } });

/**
 * What the local cluster needs of the settings of addons that run on it. Only those that a stack names count
 * (config/defaults.ts): a group would switch its addon on.
 */
export const addonsOverlay = (): object => ({
  prometheus: { charts, values: { server: small("128Mi") } },
  jaeger: { charts, values: { jaeger: small("64Mi") } },
});
