import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Arrivals, arrivedBetween } from "../../../../commands/prove/arrivals";
import type * as Drive from "../../../../commands/prove/drive";
import type { Load } from "../../../../scenarios/scenario";
import { load } from "../../tools/harness";
import { place } from "./places";

/** What fortio printed of a load on a service that answered 503 to some. */
const printed = readFileSync(join(__dirname, "fortio", "status503.json"), "utf8");
const codes = (JSON.parse(printed) as { RetCodes: Record<string, number> }).RetCodes;
const calls = Object.values(codes).reduce((sum, count) => sum + count, 0);

describe("Driving a load", () => {
  let asked: string[][];
  let answer: () => Promise<string>;
  /** The counts of front-end v2, one for each time that somebody asks. */
  let counts: number[];
  let [limit, looks] = [0, 0];
  beforeEach(() => {
    [asked, counts, looks] = [[], [], 0];
    answer = () => Promise.resolve(printed);
  });

  const { drive } = load<typeof Drive>("commands/prove/drive", {
    "commands/prove/istiod": { kubectlAsync: (args: string[]) => (asked.push(args), answer()) },
    "commands/prove/arrivals": {
      arrivalsAt: (groups: string[]): Promise<Arrivals> =>
        Promise.resolve(Object.fromEntries(groups.map((group) => [group, { "pod 0": counts.shift() ?? NaN }]))),
      arrivedBetween,
    },
    "commands/prove/untilAsync": {
      untilAsync: async <T>(ask: () => Promise<T>, good: (answer: T) => boolean, seconds: number) => {
        limit = seconds;
        let last = await ask();
        for (looks = 1; !good(last) && looks < 3 && seconds > 0; looks++) last = await ask();
        return last;
      },
    },
  });
  const base: Load = {
    what: "carts",
    from: "mesh",
    to: { service: "carts", of: "sockShop", path: "/items" },
    connections: 4,
    calls,
    expect: [{ kind: "all", of: { code: 200 } }],
  };
  const arriving = (expect: Load["expect"] = [{ kind: "all", of: { arrivals: "front-end v2" } }]) =>
    drive({ ...base, expect }, place, 0.001);

  it("asks the real fortio in the caller's pod for exactly these calls, as fast as they go", async () => {
    await drive(base, place, 0.001);
    const fortio = "exec -n tools deployment/fortio -c fortio -- /usr/bin/fortio load";
    const options = `-json - -quiet -loglevel Critical -timeout 25s -c 4 -n ${calls} -qps 0`;
    const url = "http://carts.shop.svc.cluster.local/items";
    assert.deepEqual(
      asked.map((args) => args.join(" ")),
      [`${fortio} ${options} ${url}`],
    );
  });

  it("sends headers, and the gateway's host, each as one argument", async () => {
    const headers = { Cookie: "shop-session=one user" };
    await drive({ ...base, from: "outside", to: { gateway: "sockShop", path: "/" }, headers }, place, 0.001);
    const [args = []] = asked;
    assert.deepEqual(args.slice(0, 4), ["exec", "-n", "far", "deployment/partner"]);
    const url = "http://entrance.mesh.svc.cluster.local/";
    assert.deepEqual(args.slice(-5), ["-H", "Cookie: shop-session=one user", "-H", "Host: shop.example.com", url]);
  });

  it("judges what was seen, in the order of what was expected", async () => {
    const [ok, failed] = await drive(
      { ...base, expect: [{ kind: "slowest", atMost: 60 }, ...base.expect] },
      place,
      0.001,
    );
    assert.deepEqual([ok?.passed, failed?.passed], [true, calls === codes["200"]]);
    assert.equal(limit, 0, "no counter that could still move");
  });

  it("counts as arrived what came since before the load", async () => {
    counts = [1000, 1000 + calls];
    const [judgement] = await arriving();
    assert.deepEqual([judgement?.passed, judgement?.seen], [true, `${calls} of ${calls} (100 %)`]);
    assert.equal(looks, 1);
  });

  it("asks again until all have arrived, for a few seconds", async () => {
    counts = [7, 7, 7 + calls - 1, 7 + calls];
    assert.equal((await arriving())[0]?.passed, true);
    assert.deepEqual([looks, limit, asked.length], [3, 5, 1]);
    counts = [0, 1, 1, 1];
    assert.equal((await arriving())[0]?.passed, false);
  });

  it("counts each group once, whatever is expected of it", async () => {
    counts = [0, 0, calls, 0];
    const groups = ["front-end v2", "front-end v1"];
    const together = { kind: "together" as const, arrivals: groups };
    const judged = await arriving([together, { kind: "all", of: { arrivals: "front-end v2" } }]);
    assert.deepEqual(
      judged.map(({ passed }) => passed),
      [true, true],
    );
    assert.equal(counts.length, 0);
  });

  it("is an error where fortio cannot begin, with what it complains of", async () => {
    const complaint = "Aborting because of lookup carts.shop.svc.cluster.local: no such host";
    answer = () => Promise.reject(new Error(complaint));
    await assert.rejects(drive(base, place, 0.001), { message: complaint });
    answer = () => Promise.resolve("");
    await assert.rejects(drive(base, place, 0.001), /this is not a result of fortio load/);
  });
});
