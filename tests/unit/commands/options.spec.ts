import assert from "node:assert/strict";
import { options } from "../../../commands/options";
import { sandbox } from "../tools/harness";

describe("OPTIONS", () => {
  sandbox();

  for (const [text, expected] of [
    [undefined, []],
    ["", []],
    ["--expect-no-changes", ["--expect-no-changes"]],
    ["  --parallel 4   --diff ", ["--parallel", "4", "--diff"]],
  ] as const) {
    it(`${JSON.stringify(text)} are ${expected.length}`, () => {
      if (text === undefined) delete process.env.OPTIONS;
      else process.env.OPTIONS = text;
      assert.deepEqual(options(), expected);
    });
  }
});
