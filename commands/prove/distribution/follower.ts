import type { Istiod } from "../istiod";
import type { Barrier } from "./barrier";
import { beginning, counterOf, counterOfNonce, hasScope, type Proxy, proxiesOf, unacknowledged, wasSent } from "./proxies";
import { Refusals } from "./refusals";

/**
 * Follows one istiod until all proxies connected to it run on what the barrier stands for. Each look goes as far as it
 * can: find the push that brought the barrier (1), until each proxy was sent that push or a newer one (2), then push once
 * more until each was sent that too and acknowledged everything (3). Why: docs of Distribution.
 */
export class Follower {
  /** The proxies connected at the last look. */
  proxies: Proxy[] = [];
  #push?: number;
  #helped = false;
  #before?: ReadonlySet<string>;
  #asked = 0;
  readonly #refusals = new Refusals();

  constructor(
    private readonly istiod: Istiod,
    private readonly barrier: Barrier,
    private readonly namespace: string,
  ) {}

  /** Looks once, and says what is behind; nothing when all is acknowledged. A proxy that refuses is an error. */
  async behind(): Promise<string[]> {
    await this.look();
    if (!this.proxies.length) return [];
    if (this.#push === undefined) {
      this.#push = await this.pushOfBarrier();
      if (this.#push === undefined) return [`${this.istiod.pod.name} has not pushed it`];
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

  /** The counter of the push that brought the barrier, as soon as a proxy that sees its host was given it. */
  private async pushOfBarrier(): Promise<number | undefined> {
    const scoped = this.proxies.filter(hasScope).map((one) => one.proxy);
    const near = (id: string) => id.endsWith(`.${this.namespace}`);
    const candidates = [...scoped.filter(near), ...scoped.filter((id) => !near(id))];
    for (; this.#asked < candidates.length; this.#asked++) {
      const sidecarz = await this.istiod.debug(`sidecarz?proxyID=${candidates[this.#asked]}`);
      const { version, visible } = this.barrier.seenIn(sidecarz);
      if (version) return counterOf(version);
      if (visible) return undefined;
    }
    this.#asked = 0;
    return undefined;
  }

  /** A Sidecar resource can hide the barrier from a proxy, so that its push passes it by: one more is for everybody. */
  private async help(unsent: Proxy[]): Promise<string[]> {
    if (!this.#helped) await this.istiod.push();
    this.#helped = true;
    return unsent.map((one) => `${one.proxy} was not sent it`);
  }

  private missing(proxy: Proxy, push: number): string | undefined {
    const nonce = beginning(proxy);
    const types = unacknowledged(proxy);
    if (types.length) return `${proxy.proxy} has not acknowledged ${types.join(", ")}`;
    if (nonce === undefined) return undefined;
    if (this.#before?.has(nonce) || counterOfNonce(nonce) < push) return `${proxy.proxy} was not sent all of it`;
    return undefined;
  }
}
