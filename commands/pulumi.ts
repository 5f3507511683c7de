import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { stackFile } from "../config/stackFile";
import { root } from "../config/target";
import { environment, hasOwnBackend, stack } from "./environment";
import { readState, type State } from "./state";

/** In the environment of every process of a run, so that what a killed CLI leaves behind can be told from others. */
const mark = { ISTIO_MESH_RUN: `${root}#${stack}` };
export const runMark = `ISTIO_MESH_RUN=${mark.ISTIO_MESH_RUN}`;

const runEnvironment = () => ({ ...process.env, ...environment(), ...mark });

/** Runs the Pulumi CLI on the stack with this terminal, or with an open file in its place; resolves with its exit code. */
export async function pulumi(args: string[], extra: Record<string, string> = {}, log?: number): Promise<number> {
  const putBack = keepStackFiles();
  // Provider 4.18 leaves copies of the kubeconfig in the temporary folder: in one of this run they go with it.
  const TMPDIR = mkdtempSync(join(tmpdir(), "istio-mesh-"));
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn("pulumi", [...args, "--stack", stack, "--config-file", stackFile(stack)], {
        cwd: root,
        env: { ...runEnvironment(), TMPDIR, ...extra },
        stdio: log === undefined ? "inherit" : ["ignore", log, log],
      });
      // Ctrl-C reaches the CLI by itself (same process group) and it ends in order; this program waits for it.
      const wait = () => undefined;
      process.on("SIGINT", wait);
      child.once("error", reject);
      child.once("exit", (code) => {
        process.off("SIGINT", wait);
        resolve(code ?? 1);
      });
    });
  } finally {
    rmSync(TMPDIR, { recursive: true, force: true });
    putBack();
  }
}

/** Runs the CLI and returns what it prints; an error carries what it complained of. */
export function pulumiOutput(args: string[], input?: string): string {
  const env = runEnvironment();
  const putBack = keepStackFiles();
  const done = spawnSync("pulumi", args, { cwd: root, env, encoding: "utf8", input, maxBuffer: 2 ** 28 });
  putBack();
  if (done.status !== 0)
    throw new Error(`pulumi ${args.join(" ")}: ${done.stderr || done.stdout || String(done.error)}`);
  return done.stdout;
}

/** The stack's state as the CLI gives it, whatever the backend. */
export function exportState(): State {
  const exported = JSON.parse(pulumiOutput(["stack", "export", "--stack", stack])) as { deployment?: State };
  return exported.deployment ?? {};
}

/** Makes the stack if the backend does not have it yet. */
export function ensureStack(): void {
  if (!readState()) pulumiOutput(["stack", "select", stack, "--create", "--non-interactive"]);
}

/**
 * With a state folder of ours the CLI writes the salt of its passphrase into the stack's file. It is in the state too,
 * from where the CLI takes it, and in the file it would be in the way of a person's own backend: it goes, unless the
 * file has secrets that need it. The CLI also lays the file out in its own way; where that is all, it is put back as it was.
 * @returns what to call after the run
 */
function keepStackFiles(files = [stackFile(stack), join(root, `Pulumi.${stack}.yaml`)]): () => void {
  const before = new Map(files.map((file) => [file, textOf(file)]));
  return () => {
    if (hasOwnBackend()) return;
    for (const [file, old] of before) {
      const text = textOf(file);
      if (text === undefined || /\bsecure:/.test(text)) continue;
      const without = text.replace(/^encryptionsalt:.*\n/m, "");
      // What has no salt was not written by the CLI but, during the run, by a person.
      if (without === text) continue;
      writeFileSync(file, old !== undefined && saysTheSame(old, without) ? old : without);
    }
  };
}

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

function saysTheSame(one: string, other: string): boolean {
  try {
    return isDeepStrictEqual(parse(one), parse(other));
  } catch {
    return false; // Somebody edits it just now.
  }
}
