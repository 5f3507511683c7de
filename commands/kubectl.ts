import { spawnSync } from "node:child_process";
import { readStackFile } from "../config/stackFile";
import { environment, stack } from "./environment";

/** kubectl on the stack's cluster; returns what it prints, and an error carries what it complained of. */
export function kubectl(...args: string[]): string {
  const { context, kubeconfig } = readStackFile(stack);
  const cluster = [
    ...(typeof kubeconfig === "string" ? ["--kubeconfig", kubeconfig] : []),
    ...(typeof context === "string" ? ["--context", context] : []),
  ];
  const env = { ...process.env, ...environment() };
  const done = spawnSync("kubectl", [...cluster, ...args], { env, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (done.status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${(done.stderr || String(done.error)).trim()}`);
  return done.stdout;
}
