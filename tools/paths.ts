import { join } from "node:path";
import { toolFolder } from "./cache";
import { catalog, findTool, type Tool } from "./catalog";
import { foundOnPath, which } from "./onPath";

/** Whether PATH has a tool; one that is too old there is refused where it is needed, not here. */
function usable(tool: Tool): boolean {
  try {
    return foundOnPath(tool);
  } catch {
    return false;
  }
}

/** Where that binary is: on PATH, else in the cache. Call after ensureTools. */
export function binary(name: string): string {
  const tool = findTool(name);
  return (foundOnPath(tool) && which(name)) || join(toolFolder(tool), name);
}

/** The folders to put on a PATH so that pulumi, kubectl, istioctl, fortio and what they need are found. */
export function toolPath(): string[] {
  return catalog
    .filter((tool) => tool.minimum || tool.comesWith)
    .filter((tool) => tool.name !== "pulumi-resource-kubernetes" && !usable(tool))
    .map((tool) => toolFolder(tool));
}
