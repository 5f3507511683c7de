import assert from "node:assert/strict";
import { markdown } from "../../../../commands/prove/markdown";
import { abort, broken, canaryEnd, nasty } from "./proofs";

describe("The Markdown report", () => {
  it("is a table with the terminal's content", () => {
    assert.equal(
      markdown([abort, canaryEnd, broken]),
      [
        "| scenario | expected | seen | verdict | seconds |",
        "| --- | --- | --- | --- | ---: |",
        "| fault-abort | 80 % answer 500 (748–849 of 1000) | 812 of 1000 (81.2 %) | ok | 12.3 |",
        "|  | slowest at most 1.5 s | 1.02 s | ok |  |",
        "| canary: 0:100 | all arrive at front-end v2 | 994 of 1000 (99.4 %) | FAILED | 9.0 |",
        "| timeout | all answer 504 | 100 of 100 (100 %) | ok | 0.5 |",
        "|  | no error | fortio ended with 1: no such host | FAILED |  |",
        "",
        "1 of 3 scenarios proven, 21.8 s; a right mesh fails at most once in 1000 runs",
        "",
      ].join("\n"),
    );
  });

  it("lets no text end a cell or become markup", () => {
    const [, , judged, errored] = markdown([nasty]).split("\n");
    assert.equal(
      judged,
      `| a\\|b \\& \\<c\\> "d" 'e': \\[31mred \\[0m | a\\\\\\|b c \\&amp; \\\`d\\\` \\*e\\* \\_f\\_ \\[g\\] | \\<br\\> \\| | FAILED | 1.0 |`,
    );
    assert.match(errored!, /^\| {2}\| no error \| \\\]\\\]\\> \\& .+ \| FAILED \| {2}\|$/);
  });
});
