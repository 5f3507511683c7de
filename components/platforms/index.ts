import type { Settings } from "../../config";
import { kubernetes } from "./kubernetes";
import { openshift } from "./openshift";
import type { Platform } from "./platform";

export type { IngressService, Membership, Platform } from "./platform";

/** Every platform by the name it has in `platform`. */
export const platforms: Record<Settings["platform"], Platform> = { kubernetes, openshift };
