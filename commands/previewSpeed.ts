/**
 * A preview is over in seconds, so collecting garbage less often saves a tenth of them (`make bench`): the CLI and the
 * provider are Go programs, the program and the pack run in Node.js. For `up`, which lives longer, memory matters more.
 */
export const previewSpeed = (environment = process.env): Record<string, string> => ({
  GOGC: environment.GOGC ?? "400",
  NODE_OPTIONS: `${environment.NODE_OPTIONS ?? ""} --max-semi-space-size=64`.trim(),
});
