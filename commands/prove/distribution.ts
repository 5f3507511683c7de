import { Barrier } from "./distribution/barrier";
import { begun } from "./distribution/begun";
import { Deadline } from "./distribution/deadline";
import { Follower } from "./distribution/follower";
import { untilHeld } from "./distribution/held";
import { RollCall } from "./distribution/rollCall";
import { objectsOfApi } from "./distribution/store";
import { connectAll, IstiodGone, type IstiodPod, readyIstiods } from "./istiod";

/** Where the mesh's control plane is, and a Service in the mesh that no DestinationRule is for. */
export interface Place {
  meshNamespace: string;
  namespace: string;
  host: string;
}

/**
 * Whether all proxies of a mesh run on what the API server holds, asked of its control plane (Istio 1.28 to 1.31; the
 * files named are those of istiod's pilot/pkg).
 *
 * 1. Every istiod's store holds what the API server holds. Its informers have seen everything.
 * 2. A DestinationRule, the barrier, is written. Its event comes to istiod's debouncing after those of all that the store
 *    held before: they are further inside already, and a push waits for 100 ms without events (xds/discovery.go). So the
 *    push that holds the barrier, as a proxy's scope shows, holds all the rest, and so does each one with a higher counter.
 * 3. Every proxy was sent the beginning of such a push: its clusters, with a nonce that has such a counter. A proxy that the
 *    barrier does not concern is reached by a push that istiod is asked for, which is sent in full (xds/debug.go).
 * 4. Istiod is asked for one more push, and every proxy was sent the beginning of that too, and acknowledged everything that
 *    it was sent. One goroutine serves a connection (xds/delta.go), so the push of step 3 had been sent to its last type,
 *    and what the proxy asked for because of it (the routes of a new listener) had been answered, before that beginning.
 * 5. No ready pod with a proxy of this control plane is missing from the proxies that these istiods know.
 */
export class Distribution {
  readonly #barrier: Barrier;

  constructor(private readonly where: Place) {
    this.#barrier = new Barrier(where);
  }

  /** Waits until every sidecar and gateway has acknowledged all of Istio's objects that the API server holds now. */
  async settled(limitSeconds = 60): Promise<{ proxies: number; seconds: number }> {
    const deadline = new Deadline(limitSeconds);
    for (;;) {
      try {
        const proxies = await this.attempt(deadline);
        return { proxies, seconds: deadline.seconds };
      } catch (error) {
        // Its proxies go to another istiod, where all begins anew.
        if (!(error instanceof IstiodGone) || deadline.passed) throw error;
      }
    }
  }

  /** Removes what settled() leaves in the cluster; safe to call whenever. */
  remove(): void {
    this.#barrier.remove();
  }

  private async attempt(deadline: Deadline): Promise<number> {
    const { meshNamespace } = this.where;
    const api = begun(objectsOfApi());
    const pods = await this.ready(deadline);
    const istiods = await connectAll(pods);
    try {
      await untilHeld(istiods, api, deadline);
      const followers = istiods.map((istiod) => new Follower(istiod, this.#barrier));
      const connected = () => new Set(followers.flatMap(({ proxies }) => proxies.map(({ proxy }) => proxy)));
      await this.#barrier.write();
      const rollCall = new RollCall(meshNamespace, pods);
      await deadline.untilNothing("every proxy to acknowledge what istiod sends", async () => {
        const behind = (await Promise.all(followers.map((one) => one.behind()))).flat();
        return behind.length ? behind : rollCall.absent(connected());
      });
      return connected().size;
    } finally {
      for (const istiod of istiods) istiod.close();
    }
  }

  private async ready(deadline: Deadline): Promise<IstiodPod[]> {
    let pods: IstiodPod[] = [];
    await deadline.untilNothing(`a ready istiod in ${this.where.meshNamespace}`, async () => {
      pods = await readyIstiods(this.where.meshNamespace);
      return pods.length ? [] : ["all"];
    });
    return pods;
  }
}
