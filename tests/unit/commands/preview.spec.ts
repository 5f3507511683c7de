import assert from "node:assert/strict";
import { load, sandbox } from "../tools/harness";

describe("make preview", () => {
  sandbox();

  for (const [DIFF, expected] of [
    [undefined, ["preview", "--policy-pack", "policies"]],
    ["", ["preview", "--policy-pack", "policies"]],
    ["1", ["preview", "--diff", "--policy-pack", "policies"]],
  ] as const) {
    it(`with DIFF=${DIFF ?? ""} is judged by the pack and changes nothing`, async () => {
      let work: () => Promise<number> = () => Promise.resolve(-1);
      if (DIFF === undefined) delete process.env.DIFF;
      else process.env.DIFF = DIFF;
      let asked: string[] = [];
      load("commands/preview", {
        "commands/main": { main: (given: typeof work) => (work = given) },
        "commands/options": { options: () => [] },
        "commands/prepare": { prepare: () => Promise.resolve() },
        "commands/policyOptions": { policyOptions: () => ["--policy-pack", "policies"] },
        "commands/pulumi": { pulumi: (args: string[]) => ((asked = args), Promise.resolve(8)) },
      });
      assert.equal(await work(), 8);
      assert.deepEqual(asked, expected);
    });
  }
});
