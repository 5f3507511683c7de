import assert from "node:assert/strict";
import type { Expectation, Observation } from "../../../scenarios/expectation";
import { isStatistical, judge } from "../../../scenarios/expectation";
import { alphaPerCheck } from "../../../scenarios/statistics";

const alpha = alphaPerCheck(15);

const seen: Observation = {
  calls: 1000,
  codes: { "200": 180, "500": 812, "-1": 8 },
  seconds: 12.3,
  slowest: 1.02,
  slowerThan: (seconds) => (seconds < 1 ? 1000 : 0),
  arrivals: { "front-end v1": 797, "front-end v2": 203, "front-end v3": 0, carts: 3012, orders: 1000 },
};

/** What is judged, how it is worded, what was seen, and whether that is right. */
const cases: [Expectation, string, string, boolean][] = [
  [{ kind: "share", of: { code: 500 }, share: 0.8 }, "80 % answer 500 (748–849 of 1000)", "812 of 1000 (81.2 %)", true],
  [
    { kind: "share", of: { code: 500 }, share: 0.7 },
    "70 % answer 500 (641–757 of 1000)",
    "812 of 1000 (81.2 %)",
    false,
  ],
  [
    { kind: "share", of: { arrivals: "front-end v2" }, share: 0.2 },
    "20 % arrive at front-end v2 (151–252 of 1000)",
    "203 of 1000 (20.3 %)",
    true,
  ],
  [
    { kind: "share", of: { arrivals: "front-end v1" }, share: 0.2 },
    "20 % arrive at front-end v1 (151–252 of 1000)",
    "797 of 1000 (79.7 %)",
    false,
  ],
  [
    { kind: "share", of: { arrivals: "orders" }, share: 1 },
    "100 % arrive at orders (1000 of 1000)",
    "1000 of 1000 (100 %)",
    true,
  ],
  [
    { kind: "share", of: { code: 200 }, share: 0.125 },
    "12.5 % answer 200 (85–168 of 1000)",
    "180 of 1000 (18 %)",
    false,
  ],
  [{ kind: "all", of: { slowerThan: 0.5 } }, "all take longer than 0.5 s", "1000 of 1000 (100 %)", true],
  [{ kind: "all", of: { code: 504 } }, "all answer 504", "0 of 1000 (0 %)", false],
  [{ kind: "all", of: { arrivals: "carts" } }, "all arrive at carts", "3012 for 1000 calls (301.2 %)", false],
  [{ kind: "none", of: { arrivals: "front-end v3" } }, "none arrive at front-end v3", "0 of 1000 (0 %)", true],
  [{ kind: "none", of: { code: "none" } }, "none stay without an HTTP answer", "8 of 1000 (0.8 %)", false],
  [{ kind: "none", of: { slowerThan: 2 } }, "none take longer than 2 s", "0 of 1000 (0 %)", true],
  [
    { kind: "between", of: { code: 200 }, from: 180, to: 200 },
    "180–200 of 1000 answer 200",
    "180 of 1000 (18 %)",
    true,
  ],
  [
    { kind: "between", of: { code: 200 }, from: 160, to: 180 },
    "160–180 of 1000 answer 200",
    "180 of 1000 (18 %)",
    true,
  ],
  [{ kind: "between", of: { code: 200 }, from: 0, to: 179 }, "0–179 of 1000 answer 200", "180 of 1000 (18 %)", false],
  [
    { kind: "between", of: { code: 500 }, from: 813, to: 1000 },
    "813–1000 of 1000 answer 500",
    "812 of 1000 (81.2 %)",
    false,
  ],
  [{ kind: "between", of: { code: 418 }, from: 5, to: 5 }, "5 of 1000 answer 418", "0 of 1000 (0 %)", false],
  [
    { kind: "between", of: { arrivals: "carts" }, from: 2900, to: 3100 },
    "2900–3100 for 1000 calls arrive at carts",
    "3012 for 1000 calls (301.2 %)",
    true,
  ],
  [{ kind: "slowest", atMost: 1.5 }, "slowest at most 1.5 s", "1.02 s", true],
  [{ kind: "slowest", atMost: 1.02 }, "slowest at most 1.02 s", "1.02 s", true],
  [{ kind: "slowest", atMost: 1 }, "slowest at most 1 s", "1.02 s", false],
];

describe("What is expected of a scenario", () => {
  for (const [expectation, expected, what, passed] of cases) {
    it(`${expected}: ${what} is ${passed ? "right" : "wrong"}`, () => {
      assert.deepEqual(judge(expectation, seen, alpha), { expected, seen: what, passed });
    });
  }

  it("takes a part of the risk only where chance plays one", () => {
    const of = { code: 500 };
    assert.equal(isStatistical({ kind: "share", of, share: 0.8 }), true);
    assert.equal(isStatistical({ kind: "share", of, share: 1 }), false);
    assert.equal(isStatistical({ kind: "share", of, share: 0 }), false);
    assert.equal(isStatistical({ kind: "all", of }), false);
    assert.equal(isStatistical({ kind: "none", of }), false);
    assert.equal(isStatistical({ kind: "between", of, from: 1, to: 2 }), false);
    assert.equal(isStatistical({ kind: "slowest", atMost: 1 }), false);
  });
});

describe("A check that could not fail, or not be judged", () => {
  const code = { code: 500 };
  const refused: [string, Expectation, Partial<Observation>, RegExp][] = [
    [
      "all counts",
      { kind: "between", of: code, from: 0, to: 1000 },
      {},
      /cannot fail: from 0 to 1000 of 1000 may answer/,
    ],
    ["more than all counts", { kind: "between", of: code, from: 0, to: 2000 }, {}, /cannot fail/],
    [
      "a share of too few calls",
      { kind: "share", of: code, share: 0.5 },
      { calls: 5 },
      /cannot fail: from 0 to 5 of 5/,
    ],
    ["all of no calls", { kind: "all", of: code }, { calls: 0 }, /no calls were made/],
    ["none of no calls", { kind: "none", of: code }, { calls: 0 }, /no calls were made/],
    ["a range upside down", { kind: "between", of: code, from: 3, to: 2 }, {}, /no range of counts: from 3 to 2/],
    ["half a call", { kind: "between", of: code, from: 0.5, to: 2 }, {}, /no range of counts/],
    ["a share in percent", { kind: "share", of: code, share: 80 }, {}, /p must be a share from 0 to 1, not 80/],
    ["any slowness", { kind: "slowest", atMost: Infinity }, {}, /not Infinity/],
    ["no time at all", { kind: "slowest", atMost: 0 }, {}, /not 0/],
    [
      "arrivals where nobody counted",
      { kind: "none", of: { arrivals: "font-end" } },
      {},
      /at "font-end" were not counted; counted was: front-end v1, front-end v2/,
    ],
    ["arrivals at all", { kind: "none", of: { arrivals: "x" } }, { arrivals: {} }, /counted was: nothing/],
  ];
  for (const [what, expectation, observation, message] of refused) {
    it(`is refused: ${what}`, () => {
      assert.throws(() => judge(expectation, { ...seen, ...observation }, alpha), message);
    });
  }
});
