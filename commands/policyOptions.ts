import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackFile } from "../config/stackFile";
import { root } from "../config/target";
import { findStep } from "../scenarios";
import { stack } from "./environment";

/**
 * Options by which every run is judged by the policy pack: with the stack's exceptions, if it has any, and with those
 * of the scenario that is switched on.
 */
export function policyOptions(folder = root): string[] {
  const own = join(folder, `policy-config.${stack}.json`);
  const options = ["--policy-pack", join(folder, "policies")];
  const { scenario } = readStackFile(stack, folder);
  const exceptions = typeof scenario === "string" ? findStep(scenario)?.scenario.exceptions : undefined;
  if (exceptions) return [...options, "--policy-pack-config", withExceptions(own, exceptions)];
  return existsSync(own) ? [...options, "--policy-pack-config", own] : options;
}

/** A file with the stack's own exceptions and those of a scenario, which goes when this process ends. */
function withExceptions(own: string, exceptions: Record<string, unknown>): string {
  const base = existsSync(own) ? (JSON.parse(readFileSync(own, "utf8")) as Record<string, unknown>) : {};
  const folder = mkdtempSync(join(tmpdir(), "istio-mesh-policy-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "policy-config.json");
  writeFileSync(file, JSON.stringify({ ...base, ...exceptions }));
  return file;
}
