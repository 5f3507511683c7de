import assert from "node:assert/strict";
import type * as RollOut from "../../../commands/rollOut";
import { load } from "../tools/harness";

describe("Rolling out a stack's file", () => {
  let did: string[];
  beforeEach(() => (did = []));

  const rollOut = (takesOver: boolean, code: number, failing?: string, options?: { summarised: boolean }) => {
    const step = (name: string, result?: unknown) => () => {
      did.push(name);
      return name === failing ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve(result);
    };
    return load<typeof RollOut>("commands/rollOut", {
      "commands/prepare": { prepare: step("prepare"), say: () => undefined },
      "commands/recover": { recover: step("recover", { takesOver }) },
      "commands/foreignNamespaces": { refuseForeignNamespaces: () => did.push("refuse") },
      "commands/policyOptions": { policyOptions: () => ["--policy-pack", "policies"] },
      "commands/options": { options: () => ["--diff"] },
      "commands/install": {
        install: (recovery: { takesOver: boolean }, options: string[]) => {
          assert.equal(recovery.takesOver, takesOver);
          return step(`install ${options.join(" ")}`, code)();
        },
      },
      "commands/replaceRoutes": { replaceRoutes: () => did.push("replace routes") },
      "commands/summary": { summary: step("summary") },
    }).rollOut(options);
  };

  const install = "install --policy-pack policies --diff";
  const steps = ["prepare", "recover", install, "replace routes", "summary"];
  for (const [what, takesOver, code, expected] of [
    [
      "refuses namespaces of others, installs, replaces old Routes last, and sums up",
      false,
      0,
      ["prepare", "recover", "refuse", install, "replace routes", "summary"],
    ],
    ["takes over what a killed run made, namespaces too", true, 0, steps],
    ["ends with Pulumi's code", true, 255, steps.slice(0, 3)],
  ] as const) {
    it(what, async () => {
      assert.equal(await rollOut(takesOver, code), code);
      assert.deepEqual(did, expected);
    });
  }

  it("is not summed up where more follows", async () => {
    assert.equal(await rollOut(true, 0, undefined, { summarised: false }), 0);
    assert.deepEqual(did, steps.slice(0, 4));
  });

  it("changes nothing where it is not prepared, or another run is at work", async () => {
    await assert.rejects(rollOut(false, 0, "prepare"), { message: "prepare failed" });
    await assert.rejects(rollOut(false, 0, "recover"), { message: "recover failed" });
    assert.deepEqual(did, ["prepare", "prepare", "recover"]);
  });
});
