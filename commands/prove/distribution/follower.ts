import type { Istiod } from "../istiod";
import type { Barrier } from "./barrier";
import {
  beginning,
  counterOfNonce,
  isSidecarOrGateway,
  type Proxy,
  proxiesOf,
  unacknowledged,
  wasSent,
} from "./proxies";
import { Refusals } from "./refusals";

/**
 * Follows one istiod until all proxies connected to it run on what the barrier stands for: finds the push that brought it,
 * waits until each proxy was sent that push or a newer one, pushes once more, and waits until each was sent that too and
 * acknowledged everything. Each look goes as far as it can.
 */
export class Follower {
  /** The proxies connected at the last look. */
  proxies: Proxy[] = [];
  /** The counter of the first push known to hold the barrier. */
  #push?: number;
  #candidate = 0;
  #helped = false;
  /** The nonces that everything began with when the last push was asked for. */
  #before?: ReadonlySet<string>;
  readonly #refusals = new Refusals();

  constructor(
    private readonly istiod: Istiod,
    private readonly barrier: Barrier,
  ) {}

  /** Looks once, and says who is behind; nobody when all is acknowledged. A proxy that refuses is an error. */
  async behind(): Promise<string[]> {
    await this.look();
    if (!this.proxies.length) return [];
    if (this.#push === undefined) {
      const found = await this.pushOfBarrier();
      if (typeof found === "string") return [found];
      this.#push = found;
      await this.look();
    }
    const push = this.#push;
    this.#refusals.check(this.proxies, push);
    const unsent = this.proxies.filter((one) => !wasSent(one, push));
    if (unsent.length) return this.help(unsent);
    if (!this.#before) {
      this.#before = new Set(this.proxies.flatMap((one) => beginning(one) ?? []));
      await this.istiod.push();
    }
    return this.proxies.flatMap((one) => this.missing(one, push) ?? []);
  }

  private async look(): Promise<void> {
    this.proxies = proxiesOf(await this.istiod.debug("syncz"));
  }

  /** As soon as a proxy that sees the barrier's host was given it: the counter; until then, what is missing. */
  private async pushOfBarrier(): Promise<number | string> {
    const ids = this.barrier.nearest(this.proxies.filter(isSidecarOrGateway).map(({ proxy }) => proxy));
    for (let id; (id = ids[this.#candidate]) !== undefined; this.#candidate++) {
      const { push, visible } = this.barrier.seenIn(await this.istiod.scope(id));
      if (push !== undefined) return push;
      if (visible) return `${this.istiod.pod.name} has not pushed ${this.barrier.title}`;
    }
    this.#candidate = 0;
    return `no proxy of ${this.istiod.pod.name} sees the host of ${this.barrier.title}`;
  }

  /** A Sidecar resource can hide the barrier from a proxy, so that its push passes it by: this one is for everybody. */
  private async help(unsent: Proxy[]): Promise<string[]> {
    if (!this.#helped) await this.istiod.push();
    this.#helped = true;
    return unsent.map(({ proxy }) => `${proxy} was not sent it`);
  }

  private missing(one: Proxy, push: number): string | undefined {
    const types = unacknowledged(one);
    if (types.length) return `${one.proxy} has not acknowledged ${types.join(", ")}`;
    const nonce = beginning(one);
    if (nonce === undefined || (!this.#before?.has(nonce) && counterOfNonce(nonce) >= push)) return undefined;
    return `${one.proxy} was not sent all of it`;
  }
}
