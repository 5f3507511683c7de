import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { running, type Daemon } from "../daemon";
import { inOpenshift } from "./names";

const readyFile = (name: string) => inOpenshift(`${name}.ready`);

/** A simulation calls it once it is at work. */
export function sayReady(name: string): void {
  mkdirSync(inOpenshift(), { recursive: true });
  writeFileSync(readyFile(name), String(process.pid));
}

/** A simulation: a program of this folder, as a process of its own. */
export function simulation(name: string, ...program: string[]): Daemon {
  return {
    name,
    command: process.execPath,
    args: ["--require", require.resolve("tsx/cjs"), join(__dirname, ...program)],
    // The operator and openssl, which simulations start, are looked for by the same environment as everywhere.
    env: environment(),
    healthy: () => existsSync(readyFile(name)) && readFileSync(readyFile(name), "utf8") === String(running(name)?.pid),
  };
}

function environment(): Record<string, string> {
  const { HOME = "", XDG_CACHE_HOME = "" } = process.env;
  return { HOME, XDG_CACHE_HOME };
}
