import assert from "node:assert/strict";
import type { Barrier } from "../../../../commands/prove/distribution/barrier";
import { Follower } from "../../../../commands/prove/distribution/follower";
import { Refusals } from "../../../../commands/prove/distribution/refusals";
import { proxiesOf } from "../../../../commands/prove/distribution/proxies";
import type { Istiod } from "../../../../commands/prove/istiod";

const uuid = (n: number) => `${n}`.padStart(8, "0") + "-89d6-4d97-93b6-5f5e15ae8d36";
const nonce = (push: number, n: number) => `2026-11-20T15:19:36Z/${push}${uuid(n)}`;
const type = (name: string) => `type.googleapis.com/envoy.config.${name}`;

type Status = Record<string, { sent: string; acked: string; lastError?: string }>;

/** A sidecar that was sent clusters and routes, by nonces, and acknowledged them unless said otherwise. */
const sidecar = (proxy: string, clusters: string, routes = clusters, acked = { clusters, routes }) => ({
  proxy,
  proxy_type: "sidecar",
  resources: {
    [type("cluster.v3.Cluster")]: { sent: clusters, acked: acked.clusters },
    [type("route.v3.RouteConfiguration")]: { sent: routes, acked: acked.routes },
  } as Status,
});

/** An istiod whose proxies the test sets, and the barrier as that has it: push 30, as soon as `pushed`. */
function scene() {
  const now = { proxies: [] as ReturnType<typeof sidecar>[], pushed: false, hidden: new Set<string>(), pushes: 0 };
  const istiod = {
    pod: { name: "istiod-1" },
    debug: () => Promise.resolve(now.proxies),
    scope: (id: string) => Promise.resolve(id),
    push: () => Promise.resolve(void now.pushes++),
  } as unknown as Istiod;
  const barrier = {
    title: "the barrier",
    nearest: (ids: string[]) => ids,
    seenIn: (id: string) => ({
      push: now.pushed && !now.hidden.has(id) ? 30 : undefined,
      visible: !now.hidden.has(id),
    }),
  } as unknown as Barrier;
  return { now, follower: new Follower(istiod, barrier) };
}

describe("Following an istiod", () => {
  it("has nothing to wait for without proxies", async () => {
    assert.deepEqual(await scene().follower.behind(), []);
  });

  it("waits for the barrier's push, though everything is acknowledged", async () => {
    const { now, follower } = scene();
    now.proxies = [sidecar("a.shop", nonce(29, 1))];
    assert.deepEqual(await follower.behind(), ["istiod-1 has not pushed the barrier"]);
    assert.equal(now.pushes, 0);
  });

  it("asks for one more push once all were sent the barrier's, and waits until that is acknowledged", async () => {
    const { now, follower } = scene();
    now.pushed = true;
    now.proxies = [sidecar("a.shop", nonce(30, 1)), sidecar("b.shop", nonce(31, 2))];
    assert.deepEqual(await follower.behind(), ["a.shop was not sent all of it", "b.shop was not sent all of it"]);
    assert.equal(now.pushes, 1);
    now.proxies = [
      sidecar("a.shop", nonce(31, 3), nonce(30, 1)),
      sidecar("b.shop", nonce(31, 4), nonce(31, 5), { clusters: nonce(31, 4), routes: nonce(31, 2) }),
    ];
    assert.deepEqual(await follower.behind(), ["b.shop has not acknowledged RouteConfiguration"]);
    now.proxies = [sidecar("a.shop", nonce(31, 3)), sidecar("b.shop", nonce(31, 4))];
    assert.deepEqual(await follower.behind(), []);
    assert.equal(now.pushes, 1);
    assert.deepEqual(
      follower.proxies.map(({ proxy }) => proxy),
      ["a.shop", "b.shop"],
    );
  });

  it("reaches proxies that do not see the barrier by a push for all, once", async () => {
    const { now, follower } = scene();
    now.pushed = true;
    now.hidden.add("a.shop");
    now.proxies = [sidecar("a.shop", nonce(29, 1)), sidecar("b.shop", nonce(30, 2))];
    assert.deepEqual(await follower.behind(), ["a.shop was not sent it"]);
    assert.deepEqual(await follower.behind(), ["a.shop was not sent it"]);
    assert.equal(now.pushes, 1);
    now.proxies = [sidecar("a.shop", nonce(30, 3)), sidecar("b.shop", nonce(30, 4))];
    assert.equal((await follower.behind()).length, 2, "only now the last push is asked for");
    assert.equal(now.pushes, 2);
    now.proxies = [sidecar("a.shop", nonce(30, 5)), sidecar("b.shop", nonce(30, 6))];
    assert.deepEqual(await follower.behind(), []);
  });

  it("says that no proxy sees the barrier, and asks all anew at the next look", async () => {
    const { now, follower } = scene();
    now.pushed = true;
    now.hidden.add("a.shop");
    now.proxies = [sidecar("a.shop", nonce(30, 1))];
    assert.deepEqual(await follower.behind(), ["no proxy of istiod-1 sees the host of the barrier"]);
    now.hidden.clear();
    assert.deepEqual(await follower.behind(), ["a.shop was not sent all of it"]);
  });

  it("takes a proxy that comes in between as it is", async () => {
    const { now, follower } = scene();
    now.pushed = true;
    now.proxies = [sidecar("a.shop", nonce(30, 1))];
    await follower.behind();
    now.proxies = [sidecar("a.shop", nonce(30, 2)), { proxy: "new.shop", proxy_type: "sidecar", resources: {} }];
    assert.deepEqual(await follower.behind(), ["new.shop was not sent it"]);
    now.proxies = [sidecar("a.shop", nonce(30, 2)), sidecar("new.shop", nonce(30, 3))];
    assert.deepEqual(await follower.behind(), []);
    assert.equal(now.pushes, 1 + 1);
  });
});

describe("A proxy that refuses what it was sent", () => {
  const refusing = (sent: string, acked: string, lastError = "no such thing") =>
    proxiesOf([{ proxy: "a.shop", resources: { [type("cluster.v3.Cluster")]: { sent, acked, lastError } } }]);

  it("is an error when it does not acknowledge that for a while", () => {
    let time = 0;
    const refusals = new Refusals(() => time);
    refusals.check(refusing(nonce(30, 1), nonce(29, 0)), 30);
    time = 1999;
    refusals.check(refusing(nonce(30, 1), nonce(29, 0)), 30);
    time = 2000;
    assert.throws(() => refusals.check(refusing(nonce(30, 1), nonce(29, 0)), 30), {
      message: "a.shop refuses its Cluster: no such thing",
    });
  });

  it("is none as long as it may be about something older", () => {
    let time = 0;
    const refusals = new Refusals(() => time);
    for (const step of [1, 2, 3, 4]) {
      time += 1500;
      refusals.check(refusing(nonce(30, step), nonce(29, 0)), 30);
      refusals.check(refusing(nonce(29, 9), nonce(28, 0)), 30);
      refusals.check(refusing(nonce(30, 9), nonce(30, 9)), 30);
      refusals.check(refusing(nonce(30, 8), nonce(29, 0), ""), 30);
    }
  });
});
