import assert from "node:assert/strict";
import { proxiesAmong } from "../../../../commands/prove/distribution/injectedPods";
import type * as RollCallModule from "../../../../commands/prove/distribution/rollCall";
import { IstiodGone, type IstiodPod } from "../../../../commands/prove/istiod";
import { load } from "../../tools/harness";

const istiods: IstiodPod[] = [{ namespace: "istio-system", name: "istiod-1", revision: "default" }];

interface Made {
  revision?: string;
  authority?: string;
  ready?: string;
  deletionTimestamp?: string;
  container?: string;
}

/** A pod as the injector of Istio 1.31 left it, shortened. */
const pod = (name: string, { revision = "default", authority, ready = "True", ...made }: Made = {}) => ({
  metadata: {
    name,
    namespace: "shop",
    deletionTimestamp: made.deletionTimestamp,
    annotations: {
      "istio.io/rev": revision,
      "sidecar.istio.io/status": `{"initContainers":["istio-init","istio-proxy"],"containers":null,"volumes":["istio-envoy"],"imagePullSecrets":null,"revision":"${revision}"}`,
    },
  },
  spec: {
    containers: [{ name: "app" }],
    initContainers: [
      {
        name: made.container ?? "istio-proxy",
        env: [{ name: "CA_ADDR", value: authority ?? "istiod.istio-system.svc:15012" }, { name: "POD_NAME" }],
      },
    ],
  },
  status: { conditions: [{ type: "Ready", status: ready }] },
});

describe("The proxies that istiods should know", () => {
  const names = (...items: object[]) => proxiesAmong({ items }, istiods);

  it("are those of ready pods that were given one by them", () => {
    assert.deepEqual(names(pod("a"), pod("b", { authority: "istiod.example.com:15012" })), ["a.shop", "b.shop"]);
  });

  it("are not those of pods that do not run yet, or no longer", () => {
    assert.deepEqual(names(pod("a", { ready: "False" }), pod("b", { deletionTimestamp: "2026-11-20T15:19:36Z" })), []);
  });

  it("are not those of another revision or another mesh, and not those without an Envoy", () => {
    const other = pod("b", { authority: "istiod-other.other-system.svc:15012" });
    assert.deepEqual(names(pod("a", { revision: "canary" }), other, pod("c", { container: "istio-init" })), []);
  });

  it("are none of a pod that was not injected", () => {
    const plain = { ...pod("a"), metadata: { name: "a", namespace: "shop" }, spec: { containers: [] } };
    assert.deepEqual(names({ ...plain, status: {} }), []);
  });
});

describe("The roll call", () => {
  let [expected, ready] = [[] as string[], istiods];
  const { RollCall } = load<typeof RollCallModule>("commands/prove/distribution/rollCall", {
    "commands/prove/istiod": { IstiodGone, readyIstiods: () => Promise.resolve(ready) },
    "commands/prove/distribution/injectedPods": { injectedProxies: () => Promise.resolve(expected) },
  });

  it("misses nobody when all are connected, and does not mind others", async () => {
    expected = ["a.shop"];
    assert.deepEqual(await new RollCall("istio-system", istiods).absent(new Set(["a.shop", "b.shop"])), []);
  });

  it("names who is missing, until it is connected or gone", async () => {
    expected = ["a.shop", "b.shop"];
    const rollCall = new RollCall("istio-system", istiods);
    expected = ["a.shop"];
    const first = await rollCall.absent(new Set(["a.shop"]));
    assert.deepEqual(first, ["b.shop is connected to no ready istiod"]);
    assert.deepEqual(await rollCall.absent(new Set(["a.shop"])), []);
  });

  it("begins anew when the missing may be with an istiod that was not asked", async () => {
    expected = ["a.shop"];
    const rollCall = new RollCall("istio-system", istiods);
    ready = [...istiods, { namespace: "istio-system", name: "istiod-2", revision: "default" }];
    await assert.rejects(rollCall.absent(new Set()), IstiodGone);
  });
});
