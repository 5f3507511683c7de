import assert from "node:assert/strict";
import { closing, proven, rows, table } from "../../../../commands/prove/report";
import { abort, broken, canaryEnd, canaryStart, nasty } from "./proofs";

describe("The report of the proofs", () => {
  it("is a table with a row for each judgement", () => {
    assert.equal(
      table([abort, canaryStart, canaryEnd]),
      [
        "scenario       expected                                       seen                  verdict  seconds",
        "fault-abort    80 % answer 500 (748–849 of 1000)              812 of 1000 (81.2 %)  ok          12.3",
        "               slowest at most 1.5 s                          1.02 s                ok",
        "canary: 80:20  20 % arrive at front-end v2 (151–252 of 1000)  203 of 1000 (20.3 %)  ok           8.0",
        "canary: 0:100  all arrive at front-end v2                     994 of 1000 (99.4 %)  FAILED       9.0",
        "",
        "1 of 2 scenarios proven, 29.3 s; a right mesh fails at most once in 1000 runs",
      ].join("\n"),
    );
  });

  it("shows an error on one line, as a row that failed", () => {
    assert.equal(
      table([broken]),
      [
        "scenario  expected        seen                               verdict  seconds",
        "timeout   all answer 504  100 of 100 (100 %)                 ok           0.5",
        "          no error        fortio ended with 1: no such host  FAILED",
        "",
        "0 of 1 scenarios proven, 0.5 s; a right mesh fails at most once in 1000 runs",
      ].join("\n"),
    );
  });

  it("fits the terminal: long texts go on below", () => {
    const error = `${"words ".repeat(6)}${"x".repeat(50)}`;
    const lines = table([abort, { ...broken, error }], 80).split("\n");
    assert.deepEqual(lines.slice(0, -2), [
      "scenario     expected                 seen                      verdict  seconds",
      "fault-abort  80 % answer 500          812 of 1000 (81.2 %)      ok          12.3",
      "             (748–849 of 1000)",
      "             slowest at most 1.5 s    1.02 s                    ok",
      "timeout      all answer 504           100 of 100 (100 %)        ok           0.5",
      "             no error                 words words words words   FAILED",
      "                                      words words",
      "                                      xxxxxxxxxxxxxxxxxxxxxxxx",
      "                                      xxxxxxxxxxxxxxxxxxxxxxxx",
      "                                      xx",
    ]);
  });

  it("is no narrower than its texts can be read", () => {
    const lines = table([canaryStart], 1).split("\n").slice(0, -2);
    assert.ok(lines.length > 2 && lines.every((line) => line.length <= 85), lines.join("\n"));
  });

  it("lets no text break the table", () => {
    const lines = table([nasty]).split("\n");
    assert.ok(lines.every((line) => !/\p{Cc}/u.test(line)));
    assert.equal(lines.at(-1), closing([nasty]));
  });
});

describe("A proof", () => {
  it("holds when every judgement passed", () => {
    assert.deepEqual([abort, canaryStart, canaryEnd, broken].map(proven), [true, true, false, false]);
  });

  it("of nothing is none", () => {
    const empty = { ...abort, judgements: [] };
    assert.equal(proven(empty), false);
    assert.deepEqual(rows(empty), [{ expected: "no error", seen: "nothing was judged", passed: false, error: true }]);
    assert.equal(rows({ ...empty, error: "no pod" }).length, 1);
  });

  it("of a scenario counts with all of its steps", () => {
    assert.match(closing([canaryStart, canaryEnd]), /^0 of 1 scenarios proven, 17\.0 s;/);
    assert.match(closing([canaryStart, abort]), /^2 of 2 scenarios proven, 20\.3 s;/);
  });
});

describe("A proof beside the scenarios", () => {
  const aside = { ...abort, scenario: "bystander", aside: true as const };

  it("is not counted as one of them", () => {
    assert.match(closing([abort, aside]), /^1 of 1 scenarios proven, /);
  });

  it("is named when it fails", () => {
    const failed = { ...aside, judgements: [{ expected: "none", seen: "3 lost", passed: false }] };
    assert.match(closing([abort, failed]), /^1 of 1 scenarios proven, but bystander FAILED, /);
    assert.match(closing([broken, failed]), /^0 of 1 scenarios proven, but bystander FAILED, /);
  });
});
