/** What a person adds to the CLI's own options: `make preview OPTIONS="--expect-no-changes"`. */
export const options = (): string[] => (process.env.OPTIONS ?? "").split(" ").filter(Boolean);
