import assert from "node:assert/strict";
import { load } from "../tools/harness";

describe("make up", () => {
  it("rolls out what the stack's file says", () => {
    const rollOut = () => Promise.resolve(0);
    let work: unknown;
    load("commands/up", {
      "commands/main": { main: (given: unknown) => (work = given) },
      "commands/rollOut": { rollOut },
    });
    assert.equal(work, rollOut);
  });
});
