/** What the generated configs begin from: the same ones each time, unless SEED names others. */
export const seed = Number(process.env.SEED ?? 20260827);
