import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { markOf } from "../cluster/daemon";

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // It ended meanwhile, or is another user's.
  }
};

/** The command line of a living process, its words divided by NUL; "" when there is none of that number. */
export function livingCommand(pid: number): string {
  if (existsSync("/proc/self")) return markOf(pid) ? read(`/proc/${pid}/cmdline`) : "";
  try {
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" })
      .trim()
      .replaceAll(" ", "\0");
  } catch {
    return "";
  }
}

/** The other processes that have `NAME=value` in their environment; none where that cannot be seen (macOS). */
export function processesWith(variable: string): number[] {
  if (!existsSync("/proc/self")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).split("\0").includes(variable))
    .map(Number);
}
