import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = "/sys/fs/cgroup";

/** The control group that holds all pods of the local cluster, so that they can be told from everything else. */
export const cgroup = "/istio-mesh";

/** That group's folders: one under version 2, one for each controller under version 1. */
export function cgroupFolders(): string[] {
  if (existsSync(join(root, "cgroup.controllers"))) return [join(root, cgroup)];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, "cgroup.procs")))
    .map((entry) => join(root, entry.name, cgroup));
}

/** Makes the group; the kubelet wants its root group to exist. */
export function ensureCgroup(): void {
  for (const folder of cgroupFolders()) {
    mkdirSync(folder, { recursive: true });
    // A new cpuset group has no processors and no memory until it is given its parent's (version 1).
    for (const file of ["cpuset.cpus", "cpuset.mems"]) inherit(folder, file);
  }
}

function inherit(folder: string, file: string): void {
  const path = join(folder, file);
  if (!existsSync(path) || readFileSync(path, "utf8").trim() !== "") return;
  writeFileSync(path, readFileSync(join(folder, "..", file)));
}
