import assert from "node:assert/strict";
import { load, sandbox } from "../tools/harness";

describe("make up", () => {
  sandbox();

  const steps = ["prepare", "recover", "install", "summary"];
  for (const [what, takesOver, code, expected] of [
    [
      "refuses namespaces of others, installs and sums up",
      false,
      0,
      ["prepare", "recover", "refuse", "install", "summary"],
    ],
    ["takes over what a killed run made, namespaces too", true, 0, steps],
    ["ends with Pulumi's code", true, 255, steps.slice(0, 3)],
  ] as const) {
    it(what, async () => {
      let work: () => Promise<number> = () => Promise.resolve(-1);
      const did: string[] = [];
      const step = (name: string, result?: unknown) => () => {
        did.push(name);
        return Promise.resolve(result);
      };
      load("commands/up", {
        "commands/main": { main: (given: typeof work) => (work = given) },
        "commands/prepare": { prepare: step("prepare") },
        "commands/recover": { recover: step("recover", { takesOver }) },
        "commands/foreignNamespaces": { refuseForeignNamespaces: step("refuse") },
        "commands/install": { install: step("install", code) },
        "commands/summary": { summary: step("summary") },
      });
      assert.equal(await work(), code);
      assert.deepEqual(did, expected);
    });
  }
});
