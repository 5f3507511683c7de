import type { AddonName } from "../../config";

/** Port of each addon's Service for people; the Service is named after the addon. */
export const addonPorts: Record<AddonName, number> = { prometheus: 9090, grafana: 3000, jaeger: 16686, kiali: 20001 };

/** The address of an addon within the cluster. */
export const addonUrl = (addon: AddonName, namespace: string) => `http://${addon}.${namespace}:${addonPorts[addon]}`;
