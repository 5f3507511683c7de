import { spawnSync } from "node:child_process";
import { clusterOptions } from "./clusterOptions";
import { environment, stack } from "./environment";
import { chosenKubeconfig } from "./ownCluster";

/** kubectl on the stack's cluster; returns what it prints, and an error carries what it complained of. */
export const kubectl = (...args: string[]): string => kubectlWith(undefined, ...args);

/** The same with something to read on its standard input. */
export function kubectlWith(input: string | undefined, ...args: string[]): string {
  const cluster = clusterOptions(chosenKubeconfig(stack));
  const env = { ...process.env, ...environment() };
  const done = spawnSync("kubectl", [...cluster, ...args], { env, input, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (done.status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${(done.stderr || String(done.error)).trim()}`);
  return done.stdout;
}
