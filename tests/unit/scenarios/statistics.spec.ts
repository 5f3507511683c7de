import assert from "node:assert/strict";
import { acceptance, alphaPerCheck, caught } from "../../../scenarios/statistics";
import { exactRange, random, tails } from "./binomial";

describe("The statistics of a share", () => {
  it("accepts the exact range for every small number of calls", () => {
    for (let n = 1; n <= 40; n++) {
      for (const over of [1, 10, 33, 50, 80, 99]) {
        for (const under of [10, 1000, 15000]) {
          const [p, alpha] = [
            { over, under: 100 },
            { over: 1, under },
          ];
          assert.deepEqual(
            acceptance(n, over / 100, 1 / under),
            exactRange(n, p, alpha),
            `${n}, ${over} %, 1/${under}`,
          );
        }
      }
    }
  });

  it("accepts the exact range of 1000 calls", () => {
    const alpha = { over: 1, under: 15000 };
    assert.deepEqual(acceptance(1000, 0.8, 1 / 15000), exactRange(1000, { over: 4, under: 5 }, alpha));
    assert.deepEqual(acceptance(1000, 0.8, 1 / 15000), { from: 748, to: 849 });
    assert.deepEqual(acceptance(1000, 0.1, 1 / 15000), exactRange(1000, { over: 1, under: 10 }, alpha));
  });

  it("counts a tail of exactly alpha/2 as rare enough", () => {
    // All of n halves, and none of them: 1 in 2^n each.
    for (let n = 2; n <= 60; n++) {
      assert.deepEqual(acceptance(n, 0.5, 2 / 2 ** n), { from: 1, to: n - 1 });
      assert.deepEqual(acceptance(n, 0.5, 1.999 / 2 ** n), { from: 0, to: n });
    }
  });

  it("is as narrow as it can be up to 100000 calls", () => {
    for (const n of [1000, 20000, 100000]) {
      for (const p of [0.001, 0.2, 0.5, 0.8, 0.995]) {
        const alpha = 1e-4;
        const range = acceptance(n, p, alpha);
        const { below, above } = tails(n, p, range);
        assert.ok(below <= alpha / 2 && above <= alpha / 2, `${n}, ${p}: ${below}, ${above}`);
        const narrower = tails(n, p, { from: range.from + 1, to: range.to - 1 });
        assert.ok(narrower.below > alpha / 2 && narrower.above > alpha / 2, `${n}, ${p} is too wide`);
      }
    }
  });

  it("accepts nothing but none and all for the shares 0 and 1", () => {
    assert.deepEqual(acceptance(1000, 0, 0.001), { from: 0, to: 0 });
    assert.deepEqual(acceptance(1000, 1, 0.001), { from: 1000, to: 1000 });
    assert.deepEqual(acceptance(1000, 1e-20, 0.001), { from: 0, to: 0 });
  });

  it("fails a right mesh as often as it says, and no oftener", () => {
    const [n, p, alpha, runs] = [200, 0.8, 0.05, 10000];
    const { from, to } = acceptance(n, p, alpha);
    const next = random(20261120);
    let failed = 0;
    for (let run = 0; run < runs; run++) {
      let seen = 0;
      for (let call = 0; call < n; call++) if (next() < p) seen++;
      if (seen < from || seen > to) failed++;
    }
    const { below, above } = tails(n, p, { from, to });
    assert.ok(below + above <= alpha);
    const deviation = Math.sqrt((below + above) / runs);
    assert.ok(Math.abs(failed / runs - below - above) < 4 * deviation, `${failed} of ${runs}, not ${below + above}`);
  });
});

describe("What a share's range catches", () => {
  it("is a fault of 70 % in place of 80 %, in 1000 calls and 15 checks", () => {
    const alpha = alphaPerCheck(15);
    const { below, above } = caught(1000, 0.8, alpha);
    assert.ok(below !== undefined && below >= 0.7, `${below}`);
    assert.ok(above !== undefined && above <= 0.9, `${above}`);
    assert.ok(tails(1000, 0.7, acceptance(1000, 0.8, alpha)).below >= 0.999);
  });

  it("is the nearest share of that confidence: one step nearer has less", () => {
    for (const [n, p] of [
      [100, 0.5],
      [1000, 0.8],
      [1000, 1 / 3],
      [20000, 0.2],
    ] as const) {
      const range = acceptance(n, p, 1e-4);
      const { below, above } = caught(n, p, 1e-4);
      assert.ok(below !== undefined && above !== undefined && below < p && p < above);
      assert.ok(tails(n, below, range).below >= 0.999 && tails(n, below + 0.001, range).below < 0.999);
      assert.ok(tails(n, above, range).above >= 0.999 && tails(n, above - 0.001, range).above < 0.999);
    }
  });

  it("comes nearer with more calls and with less confidence", () => {
    assert.ok(caught(10000, 0.8, 1e-4).below! > caught(1000, 0.8, 1e-4).below!);
    assert.ok(caught(1000, 0.8, 1e-4, 0.5).below! > caught(1000, 0.8, 1e-4).below!);
    assert.deepEqual(caught(100000, 0.8, alphaPerCheck(15)), { below: 0.79, above: 0.809 });
  });

  it("is one side only at the ends, and nothing where all counts are accepted", () => {
    // (1 - 0.007)^1000 is under 0.001, (1 - 0.006)^1000 is not.
    assert.deepEqual(caught(1000, 0, 0.001), { above: 0.007 });
    assert.deepEqual(caught(1000, 1, 0.001), { below: 0.993 });
    assert.deepEqual(caught(3, 0.5, 0.001), {});
    assert.equal(caught(50, 0.01, 1e-4).below, undefined);
  });

  it("is never the right share itself", () => {
    for (const p of [0.001, 0.3, 0.7, 0.999]) {
      const { below, above } = caught(10000, p, 0.9, 0.001);
      assert.ok((below === undefined || below < p) && (above === undefined || above > p), `${below} ${p} ${above}`);
    }
  });
});

describe("The risk of a check", () => {
  it("is its part of the run's", () => {
    assert.equal(alphaPerCheck(1), 0.001);
    assert.equal(alphaPerCheck(20), 0.00005);
    assert.equal(alphaPerCheck(4, 0.1), 0.025);
  });

  it("is all of it where nothing shares it", () => {
    assert.equal(alphaPerCheck(0), 0.001);
  });
});

describe("Nonsense", () => {
  const cases: [string, () => unknown][] = [
    ["n must be a whole number from 1 on, not 0", () => acceptance(0, 0.5, 0.01)],
    ["n must be a whole number from 1 on, not 1.5", () => acceptance(1.5, 0.5, 0.01)],
    ["n must be a whole number from 1 on, not NaN", () => caught(NaN, 0.5, 0.01)],
    ["p must be a share from 0 to 1, not 80", () => acceptance(10, 80, 0.01)],
    ["p must be a share from 0 to 1, not -0.1", () => caught(10, -0.1, 0.01)],
    ["p must be a share from 0 to 1, not NaN", () => acceptance(10, NaN, 0.01)],
    ["alpha must lie between 0 and 1, not 0", () => acceptance(10, 0.5, 0)],
    ["alpha must lie between 0 and 1, not 1", () => caught(10, 0.5, 1)],
    ["confidence must lie between 0 and 1, not 1", () => caught(10, 0.5, 0.01, 1)],
    ["checks must be a count, not -1", () => alphaPerCheck(-1)],
    ["checks must be a count, not 0.5", () => alphaPerCheck(0.5)],
    ["perRun must lie between 0 and 1, not 0", () => alphaPerCheck(3, 0)],
  ];
  for (const [message, call] of cases) {
    it(`is refused: ${message}`, () => {
      assert.throws(call, (error) => error instanceof RangeError && error.message === message);
    });
  }
});
