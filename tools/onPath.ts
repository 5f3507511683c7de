import { execFileSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { cacheFolder } from "./cache";
import { catalog } from "./catalog";
import type { Binary, Tool } from "./tool";

/** The first executable of that name on PATH; what `make env` has put there is ours, not the person's. */
export function which(name: string, path = process.env.PATH ?? ""): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder && !folder.startsWith(cacheFolder + sep))
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

/** The first `1.2.3` in a text; "" where there is none. */
export const firstVersion = (text: string): string => /\d+\.\d+\.\d+/.exec(text)?.[0] ?? "";

/** Whether `version` is at least `minimum`, part by part. */
export function atLeast(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((v) => v.split(".").map(Number)) as [number[], number[]];
  const i = b.findIndex((part, n) => part !== a[n]);
  return i < 0 || (a[i] ?? 0) > (b[i] ?? 0);
}

/** Asked once a file, as it is at that time: a program may take a tenth of a second to tell its version. */
const versions = new Map<string, string>();

function versionOf(file: string, { versionArgs = [] }: Binary): string {
  const { mtimeMs, size } = statSync(file);
  const key = [file, mtimeMs, size].join();
  const version = versions.get(key) ?? askVersion(file, versionArgs);
  versions.set(key, version);
  return version;
}

function askVersion(file: string, versionArgs: string[]): string {
  try {
    return firstVersion(execFileSync(file, versionArgs, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
  } catch {
    return "";
  }
}

/**
 * Whether PATH has all of a tool's binaries. One that is too old is refused, not silently replaced: the person's
 * shell would go on using it.
 */
export function foundOnPath(tool: Tool): boolean {
  if (tool.comesWith) return foundOnPath(catalog.find((t) => t.name === tool.comesWith) as Tool);
  const { minimum } = tool;
  if (!minimum) return false;
  const files = tool.binaries.map((binary) => which(binary.name));
  if (!files.every((file) => file !== undefined)) return false;
  tool.binaries.forEach((binary, i) => {
    const version = versionOf(files[i] as string, binary);
    if (atLeast(version || "0.0.0", minimum)) return;
    throw new Error(
      `${binary.name} on PATH (${files[i]}) is ${version || "of no known version"}; at least ${minimum} is needed. ` +
        `Upgrade it, or take it off PATH and version ${tool.version} is built from ${tool.source}.`,
    );
  });
  return true;
}
