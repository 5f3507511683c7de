import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { policyOptions } from "../policyOptions";
import { previewSpeed } from "../previewSpeed";
import { pulumi } from "../pulumi";

/** Lines of Pulumi's output that an error shows. */
const shown = 25;

/** Rolls out the stack's file by an ordinary `pulumi up`, judged by the policy pack; what it prints goes to a log. */
export class Rollout {
  constructor(private readonly log: string) {
    mkdirSync(dirname(log), { recursive: true });
    closeSync(openSync(log, "w"));
  }

  async up(extra: Record<string, string> = {}): Promise<void> {
    const begin = statSync(this.log).size;
    const file = openSync(this.log, "a");
    try {
      const options = ["--yes", "--skip-preview", "--suppress-outputs", "--parallel", "32", ...policyOptions()];
      const code = await pulumi(["up", ...options], { ...previewSpeed(), ...extra }, file);
      if (code !== 0) throw new Error(`pulumi up ended with ${code} (all of it: ${this.log}):\n${this.tail(begin)}`);
    } finally {
      closeSync(file);
    }
  }

  private tail(begin: number): string {
    const lines = readFileSync(this.log).subarray(begin).toString().split("\n");
    return lines
      .filter((line) => line.trim() && !/^@ updating/.test(line))
      .slice(-shown)
      .join("\n");
  }
}
