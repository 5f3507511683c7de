import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** Lays a root file system out: path in it → the file of this machine; and folders that are to be there. Gives its folder. */
export type MakeRoot = (name: string, files: Record<string, string>, folders?: string[]) => string;

/** Makes such roots below a folder, each with a /tmp. */
export const rootsIn =
  (roots: string): MakeRoot =>
  (name, files, folders = []) => {
    for (const folder of [...folders, "tmp"]) mkdirSync(join(roots, name, folder), { recursive: true });
    chmodSync(join(roots, name, "tmp"), 0o1777);
    for (const [target, source] of Object.entries(files)) place(source, join(roots, name, target));
    return join(roots, name);
  };

/**
 * The shared libraries that a program loads, each where the program looks for it; none where it is linked statically,
 * as fortio is when it is built here but may not be when it comes from PATH.
 */
export function withLibraries(program: string): Record<string, string> {
  // Not execFileSync: for a static program ldd prints no library and fails.
  const { stdout, error } = spawnSync("ldd", [program], { encoding: "utf8" });
  if (error) throw error;
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1] as string);
  return Object.fromEntries(libraries.map((file) => [file, file]));
}

function place(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
  chmodSync(target, /\.(json|html)$/.test(source) ? 0o644 : 0o755);
}
