import { execFileSync } from "node:child_process";
import { accepts } from "./accepts";
import { network } from "./layout";

/** Whether something accepts connections at that port of the node. */
export const listens = (port: number) => (): Promise<boolean> => accepts(network.node, port, 2000);

/** Whether a health page answers 200. */
export const answers = (url: string) => async (): Promise<boolean> => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
};

/** Whether a command succeeds. */
export function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore", timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
