import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { policyOptions } from "../policyOptions";
import { previewSpeed } from "../previewSpeed";
import { pulumi } from "../pulumi";
import type { Recovery } from "../recover";

/** Lines of Pulumi's output that an error shows. */
const shown = 25;

/** Rolls out the stack's file by an ordinary `pulumi up`, judged by the policy pack; what it prints goes to a log. */
export class Rollout {
  constructor(private readonly log: string) {
    closeSync(this.open("w"));
  }

  /** `recovery` is what a run before this one left to do. */
  async up(recovery?: Recovery): Promise<void> {
    const file = this.open("a");
    const begin = fstatSync(file).size;
    try {
      const options = ["--yes", "--skip-preview", "--suppress-outputs", "--parallel", "32", ...policyOptions()];
      const code = await pulumi(["up", ...options], { ...previewSpeed(), ...recovery?.environment }, file);
      if (code !== 0) throw new Error(`pulumi up ended with ${code} (all of it: ${this.log}):\n${this.tail(begin)}`);
    } finally {
      closeSync(file);
    }
    if (recovery?.takesOver) recovery.finish();
  }

  /** In a folder that may have been removed meanwhile: without a log there would be no restoring either. */
  private open(flags: string): number {
    mkdirSync(dirname(this.log), { recursive: true });
    return openSync(this.log, flags);
  }

  private tail(begin: number): string {
    const lines = readFileSync(this.log).subarray(begin).toString().split("\n");
    return lines
      .filter((line) => line.trim() && !/^@ updating/.test(line))
      .slice(-shown)
      .join("\n");
  }
}
