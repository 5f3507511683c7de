/** How often it is looked again, in milliseconds. */
const interval = 200;

/** Asks until the answer is good or the limit is over, and gives the last answer. */
export async function untilAsync<T>(
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  limitSeconds: number,
): Promise<T> {
  const deadline = Date.now() + limitSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (good(answer) || Date.now() >= deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
