import { execFileSync } from "node:child_process";
import { missingPackages } from "./preflight";

/** Installs what of the system's packages is missing, by apt-get. */
export function installPackages(say: (line: string) => void): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  say(`Installing from the system's package repository: ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) =>
    execFileSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  try {
    apt("update");
    apt("install", "--yes", "--no-install-recommends", ...missing);
  } catch (error) {
    const output = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    throw new Error(`apt-get could not install ${missing.join(", ")}:\n${output}\nInstall them, then try again.`, {
      cause: error,
    });
  }
}
