import assert from "node:assert/strict";
import type { Call } from "../../../../commands/load/accessLog";
import { exitCode, report, type Load } from "../../../../commands/load/report";

/** Calls one after the other, of so many milliseconds each. */
const calls = (code: number | undefined, ...milliseconds: number[]): Call[] =>
  milliseconds.map((ms, i) => ({ code, latency: ms / 1000, at: 1000 + i }));

const load = (made: Call[], more: Partial<Load> = {}): Load => ({
  title: "Bookinfo",
  target: "http://10.68.0.1:30080/productpage, host books.example.com",
  wanted: made.length,
  calls: made,
  ...more,
});
const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

describe("The report of a load", () => {
  it("has codes, exact latencies and the rate", () =>
    assert.equal(
      report(
        load([...calls(200, ...hundred.slice(0, 97)), ...calls(503, 98, 99, 100)], {
          notes: ["Through a port-forward."],
        }),
      ),
      [
        "Bookinfo: 100 calls to http://10.68.0.1:30080/productpage, host books.example.com",
        "Through a port-forward.",
        "",
        "answer  calls  share",
        "200     97     97 %",
        "503     3      3 %",
        "",
        "latency  min  p50  p90  p99  max",
        "ms       1    50   90   99   100",
        "1.04 calls/s",
      ].join("\n"),
    ));

  it("has latencies of one call as of many", () =>
    assert.match(report(load(calls(200, 12.3456))), /\nms +12\.3 +12\.3 +12\.3 +12\.3 +12\.3\n/));

  it("takes latencies of answered calls only, and says how many had none", () => {
    const text = report(load([...calls(200, 10), ...calls(undefined, 25_000, 25_000)]));
    assert.match(text, /\n200 +1 +33\.33 %\nnone in 25 s or cut off +2 +66\.67 %\n/);
    assert.match(text, /\nms +10 +10 +10 +10 +10\n/);
  });

  it("has no latencies where nothing answered", () => {
    const text = report(load(calls(undefined, 0.1, 0.2)));
    assert.match(text, /none in 25 s or cut off +2 +100 %/);
    assert.doesNotMatch(text, /latency/);
  });

  it("says that not all calls were made, and why", () => {
    const part = (stopped: Load["stopped"], made = calls(200, 1, 2)) => report(load(made, { wanted: 10, stopped }));
    assert.match(
      part("interrupted"),
      /^Bookinfo: 2 of 10 calls to .*\nEnded by an interrupt, before all calls were made\.\n/,
    );
    assert.match(part("limit"), /\nEnded after 10 minutes, the limit, before all calls were made\.\n/);
    assert.equal(part("interrupted", []).split("\n").length, 2);
  });

  it("measures the rate from the first begin to the last end, with calls side by side", () => {
    const side = [1000, 1000.5].map((at) => ({ code: 200, latency: 1.5, at }));
    assert.match(report(load(side)), /\n1 calls\/s$/);
  });

  it("goes with 100000 calls", () =>
    assert.match(report(load(calls(200, ...Array.from({ length: 100_000 }, () => 1)))), /\n200 +100000 +100 %\n/));
});

describe("The exit code of a load", () => {
  it("is 0 when every call got an answer, whatever it says", () => {
    assert.equal(exitCode(load(calls(200, 1))), 0);
    assert.equal(exitCode(load([...calls(200, 1), ...calls(503, 1)])), 0);
  });

  it("is 1 when one got none, or was not made", () => {
    assert.equal(exitCode(load([...calls(200, 1), ...calls(undefined, 1)])), 1);
    assert.equal(exitCode(load(calls(200, 1), { wanted: 2, stopped: "interrupted" })), 1);
    assert.equal(exitCode(load([], { wanted: 1 })), 1);
  });
});
