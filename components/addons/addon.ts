import type { Mesh } from "../mesh/mesh";
import type { Platform } from "../platforms";

/** What every addon stands beside. */
export interface Surroundings {
  mesh: Mesh;
  platform: Platform;
}
