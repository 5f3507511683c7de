import assert from "node:assert/strict";
import type * as BarrierModule from "../../../../commands/prove/distribution/barrier";
import { IstiodGone } from "../../../../commands/prove/istiod";
import { load } from "../../tools/harness";

const host = "fortio.shop.svc.cluster.local";

/** The scope of a proxy as an istiod 1.31 said it at /debug/sidecarz, without the content of its services. */
const sidecarz = (resourceVersion: string) => ({
  version: "2026-11-20T15:19:36Z/21",
  name: "default-sidecar",
  namespace: "shop",
  servicesByHostname: { [host]: {}, "carts.shop.svc.cluster.local": {} },
  destinationRules: {
    "carts.shop.svc.cluster.local": [{ exportTo: {}, from: [], rule: { name: "carts", resourceVersion: "441" } }],
    [host]: [{ exportTo: { "*": {} }, from: [], rule: { name: "istio-mesh-prove-barrier", resourceVersion } }],
  },
});

describe("The barrier of make prove", () => {
  let applied: { args: string[]; object: ReturnType<typeof BarrierModule.manifest> }[] = [];
  let deleted: string[][] = [];
  let refused = "";
  beforeEach(() => ([applied, deleted, refused] = [[], [], ""]));

  const { Barrier, manifest } = load<typeof BarrierModule>("commands/prove/distribution/barrier", {
    "commands/kubectl": { kubectl: (...args: string[]) => deleted.push(args) },
    "commands/prove/istiod": {
      IstiodGone,
      kubectlAsync: (args: string[], input: string) => {
        if (refused) return Promise.reject(new Error(refused));
        applied.push({ args, object: JSON.parse(input) as never });
        return Promise.resolve(JSON.stringify({ metadata: { name: "x", resourceVersion: "900" } }));
      },
    },
  });
  const barrier = () => new Barrier({ namespace: "shop", host });

  it("is a DestinationRule for its host, seen everywhere, with another content each time", async () => {
    await barrier().write();
    const [one] = applied;
    assert.equal(one?.args[0], "apply");
    assert.equal(one?.object.metadata.namespace, "shop");
    assert.equal(one?.object.metadata.labels["app.kubernetes.io/managed-by"], "istio-mesh-prove");
    assert.deepEqual([one?.object.spec.host, one?.object.spec.exportTo], [host, ["*"]]);
    assert.notDeepEqual(manifest({ namespace: "shop", host }, 1).spec, manifest({ namespace: "shop", host }, 2).spec);
  });

  it("is not written while the istiod that has to check it goes away", async () => {
    refused = 'Internal error occurred: failed calling webhook "validation.istio.io": connection refused';
    await assert.rejects(barrier().write(), IstiodGone);
    refused = "no rights";
    await assert.rejects(barrier().write(), { name: "Error", message: "no rights" });
  });

  it("is seen in a scope that holds what was written, not what was before", async () => {
    const written = barrier();
    await written.write();
    assert.deepEqual(written.seenIn(sidecarz("900")), { push: 21, visible: true });
    assert.deepEqual(written.seenIn(sidecarz("899")), { push: undefined, visible: true });
  });

  it("is not seen before it is written", () => {
    const rule = { name: "istio-mesh-prove-barrier" };
    assert.equal(barrier().seenIn({ ...sidecarz("900"), destinationRules: { [host]: [{ rule }] } }).push, undefined);
  });

  it("is hidden from a proxy that does not see its host, and from one that has no scope", async () => {
    const written = barrier();
    await written.write();
    const other = { version: "2026-11-20T15:19:36Z/21", servicesByHostname: {}, destinationRules: {} };
    for (const scope of [other, null, undefined]) {
      assert.deepEqual(written.seenIn(scope), { push: undefined, visible: false });
    }
  });

  it("asks proxies of its namespace first", () => {
    assert.deepEqual(barrier().nearest(["a.mesh", "b.shop", "c.shop", "d.other-shop"]), [
      "b.shop",
      "c.shop",
      "a.mesh",
      "d.other-shop",
    ]);
  });

  it("is removed wherever it comes from, or is not there", () => {
    barrier().remove();
    assert.deepEqual(deleted, [
      [
        "delete",
        "destinationrules.networking.istio.io",
        "istio-mesh-prove-barrier",
        "-n",
        "shop",
        "--ignore-not-found",
      ],
    ]);
  });
});
