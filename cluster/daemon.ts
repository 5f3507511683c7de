import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inCluster, runFolder } from "./layout";
import { until } from "./until";

/** One long-running process of the local cluster. */
export interface Daemon {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** True once it serves. */
  healthy: () => boolean | Promise<boolean>;
}

/** A process's arguments: `--name=value` for each. */
export const flags = (values: Record<string, string>): string[] =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

/** A process that cannot be mistaken for a later one of the same number: number, start time, boot. */
export interface ProcessMark {
  pid: number;
  started: string;
  boot: string;
}

/** Not in the checkout: another checkout must see what runs even when this one's folder is gone. */
const marksFolder = join(runFolder, "processes");
const pidFile = (name: string) => join(marksFolder, `${name}.json`);
export const logFile = (name: string): string => inCluster("logs", `${name}.log`);

/** The mark of a living process; undefined when there is none of that number (or only its zombie). */
export function markOf(pid: number): ProcessMark | undefined {
  try {
    // Fields after the command's closing parenthesis: state is the 1st, start time the 20th (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    return { pid, started: fields[19] as string, boot: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim() };
  } catch {
    return undefined;
  }
}

export function isAlive(mark: ProcessMark): boolean {
  const now = markOf(mark.pid);
  return now !== undefined && now.started === mark.started && now.boot === mark.boot;
}

/** The living process of that name, from its mark in the state folder. */
export function running(name: string): (ProcessMark & { command?: string }) | undefined {
  if (!existsSync(pidFile(name))) return undefined;
  try {
    const mark = JSON.parse(readFileSync(pidFile(name), "utf8")) as ProcessMark & { command?: string };
    return isAlive(mark) ? mark : undefined;
  } catch {
    return undefined; // A mark cut off by a crash names nobody.
  }
}

/** The names of all processes of the machine's local cluster that live, whichever checkout started them. */
export function allRunning(): string[] {
  if (!existsSync(marksFolder)) return [];
  return readdirSync(marksFolder)
    .map((file) => file.replace(/\.json$/, ""))
    .filter((name) => running(name));
}

/** Starts it unless it runs so and serves; else the one that runs is replaced. Waits until it serves. */
export async function ensureRunning(
  daemon: Daemon,
  limitSeconds: number,
  patienceSeconds = 10,
): Promise<"started" | "found"> {
  const found = running(daemon.name);
  const command = [daemon.command, ...daemon.args].join(" ");
  if (found) {
    if (found.command === command && (await servesSoon(daemon, patienceSeconds))) return "found";
    await stop(daemon.name);
  }
  mkdirSync(marksFolder, { recursive: true });
  mkdirSync(inCluster("logs"), { recursive: true });
  const log = openSync(logFile(daemon.name), "w");
  const child = spawn(daemon.command, daemon.args, {
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: process.env.PATH, ...daemon.env },
    cwd: inCluster(),
  });
  let failure: Error | undefined;
  child.once("error", (error) => (failure = error));
  child.once("exit", (code, signal) => {
    const how = signal ?? `exit code ${code}`;
    failure = new Error(`${daemon.name} ended at once (${how}):\n${tail(logFile(daemon.name))}`);
  });
  const mark = child.pid === undefined ? undefined : markOf(child.pid);
  if (mark) writeFileSync(pidFile(daemon.name), JSON.stringify({ ...mark, command }));
  try {
    await until(`${daemon.name} to serve (log: ${logFile(daemon.name)})`, limitSeconds, () => {
      if (failure) throw failure;
      return daemon.healthy();
    });
  } finally {
    child.removeAllListeners();
    child.unref();
  }
  return "started";
}

/** Whether one that runs serves, or will within a moment: a busy machine is no reason to replace it. */
async function servesSoon(daemon: Daemon, seconds: number): Promise<boolean> {
  try {
    await until(`${daemon.name} to serve`, seconds, daemon.healthy);
    return true;
  } catch {
    return false;
  }
}

/** Ends it: SIGTERM, and after `graceSeconds` SIGKILL. */
export async function stop(name: string, graceSeconds = 5): Promise<void> {
  const mark = running(name);
  if (mark) await end(name, mark, graceSeconds);
  rmSync(pidFile(name), { force: true });
}

/** Sends a signal; that the process ended meanwhile is no fault. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

export async function end(name: string, mark: ProcessMark, graceSeconds: number): Promise<void> {
  const gone = () => !isAlive(mark);
  const signal = (which: NodeJS.Signals) => {
    if (!gone()) kill(mark.pid, which);
  };
  signal("SIGTERM");
  try {
    await until(`${name} to end`, graceSeconds, gone);
  } catch {
    signal("SIGKILL");
    await until(`${name} to end after SIGKILL`, 10, gone);
  }
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-8).join("\n") : "(no log)";
}
