import { execFile } from "node:child_process";
import { clusterOptions } from "../../clusterOptions";
import { environment, stack } from "../../environment";
import { chosenKubeconfig } from "../../ownCluster";

interface Start {
  options: string[];
  env: NodeJS.ProcessEnv;
}

let start: Start | undefined;

/** What every kubectl on the stack's cluster starts with, as in commands/kubectl.ts; found out once, it takes a while. */
export function kubectlStart(): Start {
  if (start) return start;
  const options = clusterOptions(chosenKubeconfig(stack));
  return (start = { options, env: { ...process.env, ...environment() } });
}

/** kubectl on the stack's cluster, without blocking, with `input` as its standard input; at most so many seconds. */
export function kubectlAsync(args: string[], input = "", limitSeconds = 30): Promise<string> {
  const { options, env } = kubectlStart();
  return new Promise((resolve, reject) => {
    const running = { env, encoding: "utf8", maxBuffer: 2 ** 28, timeout: limitSeconds * 1000 } as const;
    const child = execFile("kubectl", [...options, ...args], running, (error, stdout, stderr) => {
      const late = error?.killed ? ` (ended after ${limitSeconds} s)` : "";
      if (error) reject(new Error(`kubectl ${args.join(" ")}: ${(stderr || error.message).trim()}${late}`));
      else resolve(stdout);
    });
    // A kubectl that ends without reading its input says itself why.
    child.stdin?.on("error", () => undefined).end(input);
  });
}
