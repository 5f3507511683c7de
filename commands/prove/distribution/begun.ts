/** What is begun now and waited for later, if at all: what goes wrong with it is said only where it is waited for. */
export function begun<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
