import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccessLog, type Call } from "./accessLog";

/** Seconds that one call may take before fortio gives up on it. */
export const callTimeout = 25;

/** Why a load ended before all calls were made. */
export type Stop = "interrupted" | "limit";

export interface FortioRun {
  /** What is called, and how: fortio's options, and the address last. */
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Seconds that all calls together may take. */
  limitSeconds: number;
  /** Told after every look at the calls made so far. */
  onProgress: (calls: readonly Call[]) => void;
  /** Registers what the person's wish to end does, and returns what takes it back. */
  onStop: (act: () => void) => () => void;
  /** Seconds between two looks. Default: 0.1. */
  interval?: number;
  /** Seconds that fortio may take to end in order. Default: as long as the calls in flight may take. */
  graceSeconds?: number;
}

/**
 * Runs the real fortio and gives the calls that ended, by its access log: what it made is known however it ends. Asked to
 * stop, it ends the calls in flight first; asked again, it is ended at once.
 */
export async function fortio(run: FortioRun): Promise<{ calls: Call[]; stopped?: Stop }> {
  const { args, env, limitSeconds, onProgress, onStop, interval = 0.1, graceSeconds = callTimeout + 5 } = run;
  const folder = mkdtempSync(join(tmpdir(), "istio-mesh-load-"));
  const file = join(folder, "access.log");
  const log = new AccessLog(file);
  const started = ["load", "-quiet", "-loglevel", "Critical", "-log-errors=false", "-access-log-file", file];
  // Ctrl-C is not to reach it twice, from the terminal and from here: two interrupts end it at once.
  const child = spawn("fortio", [...started, ...args], { env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let stopped: Stop | undefined;
  let late: NodeJS.Timeout | undefined;
  const stop = (why: Stop) => {
    if (stopped) return void child.kill("SIGKILL");
    stopped = why;
    child.kill("SIGINT");
    late = setTimeout(() => child.kill("SIGKILL"), graceSeconds * 1000);
  };
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const release = onStop(() => stop("interrupted"));
  const limit = setTimeout(() => stop("limit"), limitSeconds * 1000);
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => (complaint = (complaint + text.toString()).slice(-4000)));
  try {
    let unreadable: Error | undefined;
    const look = () => {
      try {
        log.read();
        onProgress(log.calls);
      } catch (error) {
        unreadable = error as Error;
        kill();
      }
    };
    const looks = setInterval(look, interval * 1000);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    }).finally(() => clearInterval(looks));
    look();
    if (unreadable) throw unreadable;
    if (code !== 0 && !stopped) throw new Error(`fortio ended with code ${code}: ${reason(complaint)}`);
    return { calls: log.calls, stopped };
  } finally {
    clearTimeout(limit);
    clearTimeout(late);
    release();
    process.off("exit", kill);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why fortio began no calls, of all that it prints. */
const reason = (printed: string): string =>
  /^Aborting because of (.+)$/m.exec(printed)?.[1] ?? (printed.trim() || "it said nothing");
