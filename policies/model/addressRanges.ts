import type { Field } from "./field";

/** Whether a list of ranges of addresses holds one that every caller is in: such a list chooses nobody. */
export const holdsEverybody = (ranges: Field): boolean => ranges.texts().some((range) => EVERY_ADDRESS.test(range));

const EVERY_ADDRESS = /^(0\.0\.0\.0|::)\/0$/;
