import assert from "node:assert/strict";
import { load, sandbox } from "../tools/harness";

describe("make preview", () => {
  sandbox();

  const run = async (code: number, did: string[] = []) => {
    let work: () => Promise<number> = () => Promise.resolve(-1);
    let asked: string[] = [];
    const say = (line: string) => did.push(line);
    load("commands/preview", {
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/options": { options: () => [] },
      "commands/prepare": { prepare: () => Promise.resolve(), say },
      "commands/policyOptions": { policyOptions: () => ["--policy-pack", "policies"] },
      "commands/pulumi": { pulumi: (args: string[]) => (did.push("preview"), (asked = args), Promise.resolve(code)) },
      "commands/replaceRoutes": { announceRoutes: (to: typeof say) => (assert.equal(to, say), did.push("routes")) },
    });
    return { ended: await work(), asked, did };
  };

  it("tells last which Routes go with it, which are not Pulumi's, unless it was refused", async () => {
    assert.deepEqual((await run(0)).did, ["preview", "routes"]);
    assert.deepEqual((await run(255)).did, ["preview"]);
  });

  for (const [DIFF, expected] of [
    [undefined, ["preview", "--policy-pack", "policies"]],
    ["", ["preview", "--policy-pack", "policies"]],
    ["1", ["preview", "--diff", "--policy-pack", "policies"]],
  ] as const) {
    it(`with DIFF=${DIFF ?? ""} is judged by the pack and changes nothing`, async () => {
      if (DIFF === undefined) delete process.env.DIFF;
      else process.env.DIFF = DIFF;
      const { ended, asked } = await run(8);
      assert.equal(ended, 8);
      assert.deepEqual(asked, expected);
    });
  }
});
