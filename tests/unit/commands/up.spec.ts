import assert from "node:assert/strict";
import { load } from "../tools/harness";

describe("make up", () => {
  it("rolls out what the stack's file says, sums up and ends with Pulumi's code", async () => {
    let work: () => Promise<number> = () => Promise.resolve(-1);
    let asked: unknown[] | undefined;
    load("commands/up", {
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/rollOut": { rollOut: (...given: unknown[]) => ((asked = given), Promise.resolve(7)) },
    });
    assert.equal(await work(), 7);
    assert.deepEqual(asked, []);
  });
});
