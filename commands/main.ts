/** Runs a command's work: its result is the exit code; an error is said in its own words, without a stack trace. */
export function main(work: () => Promise<number> | void): void {
  const run = async () => (await work()) ?? 0;
  run().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
