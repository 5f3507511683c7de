/** How often a condition is looked at, in milliseconds. */
const interval = 100;

/**
 * Waits until `condition` holds, at most `limitSeconds`; then an error says what was waited for. A condition that
 * throws ends the wait with its error.
 */
export async function until(
  what: string,
  limitSeconds: number,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + limitSeconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${limitSeconds} s for ${what}, in vain.`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
