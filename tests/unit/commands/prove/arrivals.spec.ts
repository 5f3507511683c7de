import assert from "node:assert/strict";
import type * as ArrivalsModule from "../../../../commands/prove/arrivals";
import { podGroups } from "../../../../scenarios/groups";
import { load } from "../../tools/harness";
import { place } from "./places";

/** What `pilot-agent request GET stats?filter=upstream_rq_total` printed in pods of Istio 1.31, warning and all. */
const sidecar = (count: number) => `2026-11-20T16:33:58.053267Z\twarn\tOS CA Cert could not be found for agent
cluster.inbound|8079||;.upstream_rq_total: ${count}
cluster.xds-grpc;.upstream_rq_total: 3

`;
const egress = `cluster.outbound|443||kubernetes.default.svc.cluster.local;.upstream_rq_total: 2
cluster.outbound|80||catalogue.shop.svc.cluster.local;.upstream_rq_total: 4711
cluster.outbound|80||partner.outside-the-mesh.svc.cluster.local;.upstream_rq_total: 50
cluster.outbound|80|v1|partner.outside-the-mesh.svc.cluster.local;.upstream_rq_total: 7
cluster.xds-grpc;.upstream_rq_total: 4
`;

const pod = (
  name: string,
  restarts = 0,
  { phase = "Running", deletionTimestamp = undefined as string | undefined } = {},
) => ({
  metadata: { name, deletionTimestamp },
  status: {
    phase,
    containerStatuses: [{ restartCount: 0 }],
    initContainerStatuses: [{ restartCount: 0 }, { restartCount: restarts }],
  },
});

describe("Arrivals", () => {
  let pods: Record<string, ReturnType<typeof pod>[]>;
  let counts: Record<string, number>;
  let asked: string[];
  beforeEach(() => {
    pods = { "app=front-end,version=v1": [pod("v1-a"), pod("v1-b")], "app=front-end,version=v2": [pod("v2-a")] };
    counts = { "v1-a": 5699, "v1-b": 1, "v2-a": 20 };
    asked = [];
  });

  const { arrivalsAt, arrivedBetween, sumOf } = load<typeof ArrivalsModule>("commands/prove/arrivals", {
    "commands/prove/istiod": {
      kubectlAsync: (args: string[]) => {
        asked.push(args.join(" "));
        if (args[0] === "get") return Promise.resolve(JSON.stringify({ items: pods[args[5] ?? ""] ?? [] }));
        return Promise.resolve(sidecar(counts[args[3] ?? ""] ?? NaN));
      },
    },
  });
  const groups = ["front-end v1", "front-end v2"];
  const now = () => arrivalsAt(groups, place);

  it("are what the sidecars of a group's pods have counted", async () => {
    assert.deepEqual(await now(), {
      "front-end v1": { "v1-a 0": 5699, "v1-b 0": 1 },
      "front-end v2": { "v2-a 0": 20 },
    });
    assert.ok(asked.includes("get pods -n shop -l app=front-end,version=v1 -o json"));
    const stats = "pilot-agent request GET stats?filter=upstream_rq_total";
    assert.ok(asked.includes(`exec -n shop v2-a -c istio-proxy -- ${stats}`));
    assert.deepEqual(await arrivalsAt([], place), {});
  });

  it("are not asked of pods that go, have gone or were thrown out", async () => {
    const others = [
      pod("going", 0, { deletionTimestamp: "2026-11-20T15:19:36Z" }),
      pod("evicted", 0, { phase: "Failed" }),
      pod("done", 0, { phase: "Succeeded" }),
    ];
    pods["app=front-end,version=v2"]?.push(...others);
    assert.deepEqual((await now())["front-end v2"], { "v2-a 0": 20 });
  });

  it("cannot be told where no pod runs", async () => {
    pods["app=front-end,version=v2"] = [pod("going", 0, { deletionTimestamp: "2026-11-20T15:19:36Z" })];
    const message = "No pod of front-end v2 (app=front-end,version=v2) runs in namespace shop.";
    await assert.rejects(now(), { message });
  });

  it("are the differences between two counts", async () => {
    const before = await now();
    counts = { "v1-a": 5799, "v1-b": 101, "v2-a": 20 };
    assert.deepEqual(arrivedBetween(before, await now()), { "front-end v1": 200, "front-end v2": 0 });
    assert.deepEqual(arrivedBetween({}, {}), {});
  });

  for (const [what, change] of [
    ["restarted", () => (pods["app=front-end,version=v2"] = [pod("v2-a", 1)])],
    ["came", () => pods["app=front-end,version=v2"]?.push(pod("v2-b"))],
    ["were replaced", () => (pods["app=front-end,version=v2"] = [pod("v2-b")])],
  ] as const) {
    it(`are not known where pods ${what} in between: their counters begin at 0`, async () => {
      const before = await now();
      change();
      counts = { ...counts, "v2-a": 5, "v2-b": 500 };
      const after = await now();
      assert.throws(() => arrivedBetween(before, after), {
        message: "Pods of front-end v2 came, went or restarted during the calls: what arrived there is not known.",
      });
    });
  }

  describe("in Envoy's text", () => {
    const inbound = podGroups["front-end v1"]!.counter;
    const outbound = podGroups["the egress gateway"]!.counter;

    it("are those of the counter meant, with and without the semicolon of later releases", () => {
      assert.equal(sumOf(sidecar(5699), inbound), 5699);
      assert.equal(sumOf(sidecar(5699).replaceAll("||;", "||"), inbound), 5699);
      assert.equal(sumOf(egress, outbound), 50);
      assert.equal(sumOf(egress.replaceAll(";", "").replaceAll("\n", "\r\n"), outbound), 50);
    });

    it("are those of all ports together", () => {
      assert.equal(
        sumOf("cluster.inbound|80||;.upstream_rq_total: 2\ncluster.inbound|81||;.upstream_rq_total: 3", inbound),
        5,
      );
    });

    it("are none where nothing was counted yet", () => {
      assert.equal(sumOf("", inbound), 0);
      assert.equal(sumOf(egress, inbound), 0);
      assert.equal(sumOf(sidecar(1), outbound), 0);
      assert.equal(sumOf("cluster.inbound|80||;.upstream_rq_time: P0(nan,1) P25(nan,2)", inbound), 0);
    });
  });
});
