import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFile } from "../config/stackFile";
import { root } from "../config/target";
import { environment, stack } from "./environment";
import { readState } from "./state";

/** In the environment of every process of a run, so that what a killed CLI leaves behind can be told from others. */
export const runMark = `ISTIO_MESH_RUN=${root}#${stack}`;

const runEnvironment = () => ({ ...process.env, ...environment(), ISTIO_MESH_RUN: runMark.split("=")[1] });

/** Runs the Pulumi CLI on the stack with this terminal; resolves with its exit code. */
export function pulumi(args: string[], extra: Record<string, string> = {}): Promise<number> {
  const file = new UntouchedStackFile();
  return new Promise<number>((resolve, reject) => {
    const child = spawn("pulumi", [...args, "--stack", stack, "--config-file", stackFile(stack)], {
      cwd: root,
      env: { ...runEnvironment(), ...extra },
      stdio: "inherit",
    });
    // Ctrl-C reaches the CLI by itself (same process group) and it ends in order; this program waits for it.
    const wait = () => undefined;
    process.on("SIGINT", wait);
    child.once("error", reject);
    child.once("exit", (code) => {
      process.off("SIGINT", wait);
      resolve(code ?? 1);
    });
  }).finally(() => file.restore());
}

/** Runs the CLI and returns what it prints; an error carries what it complained of. */
export function pulumiOutput(args: string[], input?: string): string {
  const file = new UntouchedStackFile();
  const done = spawnSync("pulumi", args, {
    cwd: root,
    env: runEnvironment(),
    encoding: "utf8",
    input,
    maxBuffer: 2 ** 28,
  });
  file.restore();
  if (done.status !== 0)
    throw new Error(`pulumi ${args.join(" ")}: ${done.stderr || done.stdout || String(done.error)}`);
  return done.stdout;
}

/** Makes the stack if the backend does not have it yet. */
export function ensureStack(): void {
  if (!readState()) pulumiOutput(["stack", "select", stack, "--create", "--non-interactive"]);
}

/** Options by which every run is judged by the policy pack, with the stack's exceptions if it has any. */
export function policyOptions(): string[] {
  const exceptions = join(root, `policy-config.${stack}.json`);
  const options = ["--policy-pack", join(root, "policies")];
  return existsSync(exceptions) ? [...options, "--policy-pack-config", exceptions] : options;
}

/**
 * With a state folder of ours the CLI writes the salt of the empty passphrase into the stack's file. It is in the
 * state too, and in the file it would only be in the way of a person's own backend: the file stays as it was.
 */
class UntouchedStackFile {
  private readonly file = stackFile(stack);
  private readonly before = this.read();

  restore(): void {
    const after = this.read();
    if (this.before === undefined || after === undefined || this.before.includes("encryptionsalt:")) return;
    const without = after.replace(/^encryptionsalt:.*\n/m, "");
    if (without !== after) writeFileSync(this.file, without);
  }

  private read(): string | undefined {
    return existsSync(this.file) ? readFileSync(this.file, "utf8") : undefined;
  }
}
