import "./jitless";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GuardOptions } from "./options";
import { serve } from "./pulumi/service";
import { rules } from "./rules";

/**
 * The policy pack, served to the Pulumi CLI that started this process.
 *
 * @example
 * new IstioGuard({ preset: "strict", "mirror-percentage": "advisory", "explicit-hosts": { allowedWildcardDomains: ["apps.example.com"] } });
 */
export class IstioGuard {
  /** Throws an error that lists every wrong rule name, level and setting. */
  constructor(options: GuardOptions = {}) {
    serve({ name: "istio-guard", version: ownVersion(), rules, options });
  }
}

/** Of the package that this file was bundled into, beside or above it. */
function ownVersion(): string {
  const file = [join(__dirname, "package.json"), join(__dirname, "../package.json")].find((one) => existsSync(one));
  const { version } = file ? (JSON.parse(readFileSync(file, "utf8")) as { version?: string }) : {};
  return version ?? "0.0.0";
}
