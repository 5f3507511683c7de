import { readdirSync, readFileSync } from "node:fs";
import { markOf } from "../cluster/daemon";

/** Milliseconds between two looks. */
const interval = 500;

/**
 * Watches the memory of all processes that start from now on, until it is stopped; then gives the highest sum in
 * bytes. Pages that processes share count once (proportional set size, proc_pid_smaps(5)).
 */
export function peakMemory(): { stop: () => number } {
  const before = Number(markOf(process.pid)?.started ?? 0);
  let peak = 0;
  const look = () => {
    const since = readdirSync("/proc").filter((pid) => Number(markOf(Number(pid))?.started ?? -1) > before);
    peak = Math.max(
      peak,
      since.map(proportionalSize).reduce((a, b) => a + b, 0),
    );
  };
  const timer = setInterval(look, interval);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}

function proportionalSize(pid: string): number {
  try {
    const kib = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0; // It ended meanwhile.
  }
}
