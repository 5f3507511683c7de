import { NotKnownYet } from "./field";

/**
 * What `check` says of each, one after the other: a value that is not known yet ends the check of one, not of the others.
 * The first such value is reported to the caller at the end, as if nothing came after it.
 */
export function* despite<One, Said>(all: Iterable<One>, check: (one: One) => Iterable<Said>): Iterable<Said> {
  let unknown: NotKnownYet | undefined;
  for (const one of all) {
    try {
      yield* check(one);
    } catch (error) {
      if (!(error instanceof NotKnownYet)) throw error;
      unknown ??= error;
    }
  }
  if (unknown) throw unknown;
}
