import type { AddonName, AddonsSettings } from "../../config";
import { addonNames } from "../../config";

/** Which addons are on, in the form in which control planes that bring addons of their own are told. */
export const addonSwitches = (addons: AddonsSettings): Record<AddonName, { enabled: boolean }> =>
  Object.fromEntries(addonNames.map((name) => [name, { enabled: addons[name]?.enabled ?? false }])) as Record<
    AddonName,
    { enabled: boolean }
  >;
