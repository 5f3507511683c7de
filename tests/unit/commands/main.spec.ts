import assert from "node:assert/strict";
import { main } from "../../../commands/main";

describe("A command", () => {
  const real = console.error;
  let said: unknown[];
  beforeEach(() => {
    said = [];
    console.error = (text: unknown) => said.push(text);
  });
  afterEach(() => {
    console.error = real;
    process.exitCode = undefined;
  });

  const table: [string, () => Promise<number> | void, number, string[]][] = [
    ["ends well", () => undefined, 0, []],
    ["ends with its work's code", () => Promise.resolve(3), 3, []],
    ["says an error in its own words", () => Promise.reject(new Error("no cluster")), 1, ["no cluster"]],
    [
      "says an error at once, too",
      () => {
        throw new Error("no cluster");
      },
      1,
      ["no cluster"],
    ],
  ];
  for (const [what, work, code, expected] of table) {
    it(what, async () => {
      main(work);
      await new Promise(setImmediate);
      assert.deepEqual([process.exitCode, said], [code, expected]);
    });
  }
});
