import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Tool } from "./tool";

/** Shared by all checkouts of a user: `${XDG_CACHE_HOME:-~/.cache}/istio-mesh`. */
export const cacheFolder = join(cacheHome(), "istio-mesh");

/** The specification (freedesktop.org, basedir) has a path that is not absolute ignored. */
function cacheHome(): string {
  const { XDG_CACHE_HOME = "" } = process.env;
  return isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), ".cache");
}

/** The folder in tools/ that pins this tool. */
export const pinFolder = (tool: Tool): string => join(__dirname, tool.folder ?? tool.name);

/** What decides the bytes of a build: every file that pins it, and how it is built. */
const pins = ["go.mod", "go.sum", "main.go", "prepare.ts", "requirements.txt"];

/** Where this tool's binaries are, or will be: one folder for each state of its pins. */
export function toolFolder(tool: Tool): string {
  const key = createHash("sha256").update(JSON.stringify([tool.build, process.arch]));
  for (const file of pins.map((pin) => join(pinFolder(tool), pin)).filter((path) => existsSync(path))) {
    key.update(readFileSync(file));
  }
  return join(cacheFolder, "tools", `${tool.name}-${key.digest("hex").slice(0, 12)}`);
}

/** True when a finished build is there: it is renamed into place whole, so its folder is enough. */
export const isBuilt = (tool: Tool): boolean => existsSync(toolFolder(tool));
