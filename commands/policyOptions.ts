import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyExceptions } from "../cluster/layout";
import { readStackFile } from "../config/stackFile";
import { root } from "../config/target";
import { findStep } from "../scenarios";
import { isLocal, stack } from "./environment";

/**
 * Options by which every run is judged by the policy pack: with the stack's exceptions, if it has any, with those of the
 * scenario that is switched on, and with what the local cluster cannot have otherwise.
 */
export function policyOptions(folder = root): string[] {
  const own = join(folder, `policy-config.${stack}.json`);
  const options = ["--policy-pack", join(folder, "policies")];
  const raw = readStackFile(stack, folder);
  const { scenario } = raw;
  const ofScenario = typeof scenario === "string" ? findStep(scenario)?.scenario.exceptions : undefined;
  const ofCluster = isLocal(raw) ? exceptionsIn(policyExceptions) : {};
  if (ofScenario || Object.keys(ofCluster).length > 0) {
    const all = { ...ofCluster, ...exceptionsIn(own), ...ofScenario };
    return [...options, "--policy-pack-config", written(all)];
  }
  return existsSync(own) ? [...options, "--policy-pack-config", own] : options;
}

const exceptionsIn = (file: string): object =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : {};

/** A file with these exceptions, which goes when this process ends. */
function written(exceptions: object): string {
  const folder = mkdtempSync(join(tmpdir(), "istio-mesh-policy-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "policy-config.json");
  writeFileSync(file, JSON.stringify(exceptions));
  return file;
}
