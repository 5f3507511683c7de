import { until } from "../../cluster/until";
import { Barrier } from "./distribution/barrier";
import { Follower } from "./distribution/follower";
import { untilHeld } from "./distribution/held";
import { RollCall } from "./distribution/rollCall";
import { objectsOfApi } from "./distribution/store";
import { untilNothing } from "./distribution/untilNothing";
import { connectAll, IstiodGone, type IstiodPod, readyIstiods } from "./istiod";

/** Where the mesh is, and a Service in it that no DestinationRule is for. */
export interface Place {
  meshNamespace: string;
  namespace: string;
  host: string;
}

/** Whether the proxies of a mesh run on what the API server holds, asked of its control plane. */
export class Distribution {
  readonly #barrier: Barrier;

  constructor(private readonly where: Place) {
    this.#barrier = new Barrier(where);
  }

  /** Waits until every sidecar and gateway has acknowledged all of Istio's objects that the API server holds now. */
  async settled(limitSeconds = 60): Promise<{ proxies: number; seconds: number }> {
    const start = Date.now();
    const seconds = () => (Date.now() - start) / 1000;
    for (;;) {
      try {
        const proxies = await this.attempt(() => Math.max(0, limitSeconds - seconds()));
        return { proxies, seconds: seconds() };
      } catch (error) {
        // Its proxies go to another istiod, and what one said of them is void.
        if (!(error instanceof IstiodGone) || seconds() > limitSeconds) throw error;
      }
    }
  }

  /** Removes what settled() leaves in the cluster; safe to call whenever. */
  remove(): void {
    this.#barrier.remove();
  }

  private async attempt(left: () => number): Promise<number> {
    const { meshNamespace, namespace } = this.where;
    const api = objectsOfApi();
    api.catch(() => undefined);
    let pods: IstiodPod[] = [];
    await until(`a ready istiod in ${meshNamespace}`, left(), async () => {
      return (pods = await readyIstiods(meshNamespace)).length > 0;
    });
    const istiods = await connectAll(pods);
    try {
      await untilHeld(istiods, api, left());
      const followers = istiods.map((istiod) => new Follower(istiod, this.#barrier, namespace));
      const [rollCall] = await Promise.all([RollCall.of(pods), this.#barrier.write()]);
      const connected = () => new Set(followers.flatMap(({ proxies }) => proxies.map(({ proxy }) => proxy)));
      await untilNothing("every proxy to acknowledge what istiod sends", left(), async () => {
        const behind = (await Promise.all(followers.map((one) => one.behind()))).flat();
        return behind.length ? behind : rollCall.absent(connected());
      });
      return connected().size;
    } finally {
      for (const istiod of istiods) istiod.close();
    }
  }
}
