import assert from "node:assert/strict";
import type * as Install from "../../../commands/install";
import { load, sandbox } from "../tools/harness";

describe("Installing", () => {
  sandbox();
  const install = async (code: number, takesOver: boolean) => {
    const did: string[] = [];
    const { install } = load<typeof Install>("commands/install", {
      "commands/options": { options: () => ["--diff"] },
      "commands/pulumi": {
        policyOptions: () => ["--policy-pack", "policies"],
        pulumi: (args: string[], extra: object) => (
          did.push(`${args.join(" ")} ${JSON.stringify(extra)}`),
          Promise.resolve(code)
        ),
      },
    });
    const finish = () => void did.push("finish");
    assert.equal(await install({ environment: { WORD: "1" }, takesOver, finish }), code);
    return did;
  };
  const up = (parallel: number) => `up --yes --parallel ${parallel} --policy-pack policies --diff {"WORD":"1"}`;
  beforeEach(() => {
    delete process.env.PULUMI_PARALLEL;
  });

  it("is judged by the pack and takes the person's options and the recovery's words", async () => {
    assert.deepEqual(await install(0, false), [up(32)]);
    process.env.PULUMI_PARALLEL = "4";
    assert.deepEqual(await install(0, false), [up(4)]);
  });

  it("ends a recovery only when it has gone well", async () => {
    assert.deepEqual(await install(0, true), [up(32), "finish"]);
    assert.deepEqual(await install(255, true), [up(32)]);
  });
});
