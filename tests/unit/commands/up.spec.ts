import assert from "node:assert/strict";
import { load, sandbox } from "../tools/harness";

describe("make up", () => {
  sandbox();

  for (const [code, expected] of [
    [0, ["prepare", "recover", "install", "summary"]],
    [255, ["prepare", "recover", "install"]],
  ] as const) {
    it(`mends, installs${code ? " and ends with Pulumi's code" : " and sums up"}`, async () => {
      let work: () => Promise<number> = () => Promise.resolve(-1);
      const did: string[] = [];
      const step = (name: string, result?: unknown) => () => (did.push(name), Promise.resolve(result));
      load("commands/up", {
        "commands/main": { main: (given: typeof work) => (work = given) },
        "commands/prepare": { prepare: step("prepare") },
        "commands/recover": { recover: step("recover", {}) },
        "commands/install": { install: step("install", code) },
        "commands/summary": { summary: step("summary") },
      });
      assert.equal(await work(), code);
      assert.deepEqual(did, expected);
    });
  }
});
