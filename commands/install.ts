import { pulumi } from "./pulumi";
import type { Recovery } from "./recover";

/**
 * Steps at a time: most of a step is waiting for pods, so it is not the number of processors that counts. (Pulumi's
 * default of four a processor would wait for Sock Shop's 14 deployments in two waves on a small machine.)
 */
const parallel = process.env.PULUMI_PARALLEL ?? "32";

/** `pulumi up`, taking over what a killed run had begun. Resolves with the exit code. */
export async function install({ environment, takesOver, finish }: Recovery, options: string[]): Promise<number> {
  const code = await pulumi(["up", "--yes", "--parallel", parallel, ...options], environment);
  if (code === 0 && takesOver) finish();
  return code;
}
