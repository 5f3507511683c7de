import { join } from "node:path";

/**
 * A preview is over in seconds, so collecting garbage less often saves a tenth of them (`make bench`): the CLI and the
 * provider are Go programs, the program and the pack run in Node.js. For `up`, which lives longer, memory matters more. The pack
 * starts without the compiler that it does not need.
 */
export const previewSpeed = (environment = process.env): Record<string, string> => ({
  GOGC: environment.GOGC ?? "400",
  NODE_OPTIONS:
    `${environment.NODE_OPTIONS ?? ""} --max-semi-space-size=64 --require ${JSON.stringify(join(__dirname, "noCompiler.js"))}`.trim(),
});
