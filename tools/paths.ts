import { join } from "node:path";
import { toolFolder } from "./cache";
import { catalog, findTool } from "./catalog";
import { foundOnPath, which } from "./onPath";
import type { Tool } from "./tool";

/** Whether PATH has a tool; one that is too old there is refused where it is needed, not here. */
function usable(tool: Tool): boolean {
  try {
    return foundOnPath(tool);
  } catch {
    return false;
  }
}

/** Where that binary is: on PATH, else in the cache. Call after ensureTools. */
export const binary = (name: string): string => toolBinary(findTool(name).name, name);

/** The same for a binary of that tool, where several have one of that name: toolBinary("kubernetes-1.21", "kubelet"). */
export function toolBinary(toolName: string, name: string): string {
  const tool = findTool(toolName);
  const names = tool.binaries.map((b) => b.name);
  if (!names.includes(name)) throw new Error(`${tool.name} has no ${name}, but ${names.join(", ")}`);
  return (foundOnPath(tool) && which(name)) || join(toolFolder(tool), name);
}

/** The folders to put on a PATH so that pulumi, kubectl, istioctl, fortio and what they need are found. */
export function toolPath(): string[] {
  return catalog
    .filter((tool) => tool.minimum || tool.comesWith)
    .filter((tool) => tool.name !== "pulumi-resource-kubernetes" && !usable(tool))
    .map((tool) => toolFolder(tool));
}
