import assert from "node:assert/strict";
import type * as Install from "../../../commands/install";
import { load, sandbox } from "../tools/harness";

describe("Installing", () => {
  sandbox();
  const install = async (code: number, takesOver: boolean) => {
    const did: string[] = [];
    const { install } = load<typeof Install>("commands/install", {
      "commands/pulumi": {
        pulumi: (args: string[], extra: object) => (
          did.push(`${args.join(" ")} ${JSON.stringify(extra)}`),
          Promise.resolve(code)
        ),
      },
    });
    const finish = () => void did.push("finish");
    assert.equal(await install({ environment: { WORD: "1" }, takesOver, finish }, ["--diff"]), code);
    return did;
  };
  const up = (parallel: number) => `up --yes --parallel ${parallel} --diff {"WORD":"1"}`;
  beforeEach(() => {
    delete process.env.PULUMI_PARALLEL;
  });

  it("takes the options that it is given and the recovery's words", async () => {
    assert.deepEqual(await install(0, false), [up(32)]);
    process.env.PULUMI_PARALLEL = "4";
    assert.deepEqual(await install(0, false), [up(4)]);
  });

  it("ends a recovery only when it has gone well", async () => {
    assert.deepEqual(await install(0, true), [up(32), "finish"]);
    assert.deepEqual(await install(255, true), [up(32)]);
  });
});
