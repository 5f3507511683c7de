import type { Settings } from "../../config";
import { kubernetes } from "./kubernetes";
import { openshift, redirectsInPods } from "./openshift";
import type { Platform } from "./platform";

export type { IngressService, Membership, Platform } from "./platform";

/** Every platform by the name it has in `platform`, as it is where a stack sets nothing about it. */
export const platforms: Record<Settings["platform"], Platform> = { kubernetes, openshift: openshift() };

/** The platform of a stack, with what its settings say about it. */
export function platformOf({ platform, routes, mesh }: Settings): Platform {
  return platform === "openshift" ? openshift({ routes, inPods: redirectsInPods(mesh) }) : kubernetes;
}
