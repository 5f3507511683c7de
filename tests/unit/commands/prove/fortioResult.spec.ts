import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { observation } from "../../../../commands/prove/fortioResult";

/** What fortio 1.63.0 printed for loads of its own echo server. */
const sample = (name: string): string => readFileSync(join(__dirname, "fortio", `${name}.json`), "utf8");

/** A sample with some of its top level replaced. */
const changed = (name: string, change: object): string =>
  JSON.stringify({ ...(JSON.parse(sample(name)) as object), ...change });

describe("The result of fortio load", () => {
  it("becomes calls, codes and seconds", () => {
    const { slowerThan, ...rest } = observation(sample("status503"), { v1: 20 });
    assert.deepEqual(rest, {
      calls: 20,
      codes: { "200": 9, "503": 11 },
      seconds: 2.501509526,
      slowest: 0.000669453,
      arrivals: { v1: 20 },
    });
    assert.equal(slowerThan(0.001), 0);
    assert.equal(slowerThan(0), 20);
  });

  it("has calls without an answer as code -1", () => {
    const { calls, codes, arrivals } = observation(sample("timeout"));
    assert.deepEqual({ calls, codes, arrivals }, { calls: 6, codes: { "-1": 5, "200": 1 }, arrivals: {} });
  });

  it("tells slow calls from fast ones in the gaps between buckets and on their edges", () => {
    const half = observation(sample("delay")); // 300 ms for half of them
    for (const seconds of [0.001, 0.0011, 0.1, 0.299, 0.3]) assert.equal(half.slowerThan(seconds), 13, `${seconds}`);
    assert.equal(half.slowerThan(0.00001), 20);
    assert.equal(half.slowerThan(0.302), 0);
    assert.equal(half.slowerThan(10), 0);
    const three = observation(sample("threeDelays")); // 12, 45 and 110 ms, with -r 0.01
    assert.deepEqual([0.01, 0.03, 0.04, 0.05, 0.08, 0.2].map(three.slowerThan), [509, 304, 304, 105, 104, 0]);
  });

  it("does not guess inside a bucket", () => {
    const { slowerThan } = observation(sample("timeout"));
    assert.equal(slowerThan(0.6), 1);
    assert.throws(() => slowerThan(0.55), {
      message:
        "fortio cannot say how many calls took longer than 0.55 s: 4 took between 0.5 and 0.6 s. " +
        "Ask for seconds on an edge of its buckets, or give it another -r",
    });
    assert.throws(() => observation(sample("delay")).slowerThan(0.301), /13 took between 0\.3 and 0\.301584174 s/);
  });

  it("finds an edge that fortio rounded", () => {
    const Data = [
      { Start: 0.0001, End: 0.00030000000000000003, Count: 1 },
      { Start: 0.00030000000000000003, End: 0.0004, Count: 19 },
    ];
    const { slowerThan } = observation(changed("status503", { DurationHistogram: { Count: 20, Max: 0.0004, Data } }));
    assert.equal(slowerThan(0.0003), 19);
  });

  const refused: [string, string, RegExp][] = [
    ["nothing", "", /\(no JSON\)\. It printed: nothing$/],
    [
      "a message",
      "Aborting because of\n  lookup: no such host\n",
      /\(no JSON\)\. It printed: Aborting because of lookup/,
    ],
    ["a broken end", sample("delay").slice(0, 1000), /\(no JSON\)\. It printed: \{ "RunType": "HTTP".{250,}…$/],
    ["other JSON", "[]", /\(all of it: .+\)\. It printed: \[\]$/],
    [
      "no calls",
      changed("delay", { DurationHistogram: { Count: 0, Max: 0, Data: [] } }),
      /\(DurationHistogram\.Count: /,
    ],
    ["an error", changed("delay", { RetCodes: null }), /\(RetCodes: /],
    ["codes that are words", changed("delay", { RetCodes: { SERVING: 20 } }), /\(RetCodes\.SERVING: /],
    ["codes of other calls", changed("delay", { RetCodes: { "200": 19 } }), /\(19 codes of 20 calls\)/],
    [
      "durations of other calls",
      changed("delay", { DurationHistogram: { Count: 20, Max: 1, Data: [{ Start: 0, End: 1, Count: 3 }] } }),
      /\(3 durations of 20 calls\)/,
    ],
  ];
  for (const [what, json, message] of refused) {
    it(`is refused when it is ${what}, and shown in short`, () => {
      assert.throws(
        () => observation(json),
        (error: Error) => {
          assert.match(error.message, /^this is not a result of fortio load /);
          assert.match(error.message, message);
          assert.ok(error.message.length < 500);
          return true;
        },
      );
    });
  }
});
