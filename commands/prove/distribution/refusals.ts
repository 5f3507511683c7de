import { counterOfNonce, type Proxy, shortName } from "./proxies";

/**
 * How long, in milliseconds, a proxy may leave what it was sent unacknowledged while istiod knows an error of it. The error
 * may be of something older, for a nonce is not kept with it; an answer to what was sent last takes a fraction of this.
 */
const patience = 2000;

/** Watches over looks whether a proxy refuses what it was sent (a NACK). */
export class Refusals {
  readonly #since = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  /** An error that names proxy, type and what it complains of, if one refuses that push or a newer one. */
  check(proxies: Proxy[], push: number): void {
    for (const { proxy, resources } of proxies) {
      for (const [type, { sent, acked, lastError }] of Object.entries(resources)) {
        if (!lastError || sent === acked || counterOfNonce(sent) < push) continue;
        const since = this.#since.get(sent) ?? this.now();
        this.#since.set(sent, since);
        if (this.now() - since >= patience) throw new Error(`${proxy} refuses its ${shortName(type)}: ${lastError}`);
      }
    }
  }
}
