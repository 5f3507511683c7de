import assert from "node:assert/strict";
import { chooseScenarios } from "../../../../commands/prove/choose";
import { scenarios } from "../../../../scenarios";

describe("The scenarios to prove", () => {
  const names = (given?: string) => chooseScenarios(given).map(({ name }) => name);

  it("are all of them where none is named", () => {
    for (const nothing of [undefined, ""]) assert.deepEqual(chooseScenarios(nothing), scenarios);
    assert.notEqual(chooseScenarios(undefined), scenarios, "a list of the caller's own");
  });

  it("are the named ones, in the order of their names", () => {
    assert.deepEqual(names("abort-carts"), ["abort-carts"]);
    assert.deepEqual(names("mirror-to-v2, abort-carts"), ["mirror-to-v2", "abort-carts"]);
  });

  for (const [given, told] of [
    ["abort-cart", "abort-cart"],
    ["abort-carts,x", "x"],
    ["abort-carts,", ""],
    ["canary-front-end/2", "canary-front-end/2"],
  ] as const) {
    it(`are not known as ${given}`, () => {
      assert.throws(() => names(given), new RegExp(`^Error: NAME=${told}: no such scenario; there are abort-carts, `));
    });
  }
});
