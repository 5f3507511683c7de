import assert from "node:assert/strict";
import { readFileSync, rmSync, writeSync } from "node:fs";
import type * as RolloutModule from "../../../../commands/prove/rollout";
import { file, load, sandbox } from "../../tools/harness";

describe("A roll-out of make prove", () => {
  const { path } = sandbox();
  const log = () => path("reports", "prove.log");
  let asked: { args: string[]; extra: Record<string, string> }[];
  let [prints, code] = ["", 0];
  beforeEach(() => {
    [asked, prints, code] = [[], "Updating (dev):\n", 0];
  });

  const { Rollout } = load<typeof RolloutModule>("commands/prove/rollout", {
    "commands/policyOptions": { policyOptions: () => ["--policy-pack", "policies"] },
    "commands/previewSpeed": { previewSpeed: () => ({ GOGC: "400" }) },
    "commands/pulumi": {
      pulumi: (args: string[], extra: Record<string, string>, file: number) => {
        asked.push({ args, extra });
        writeSync(file, prints);
        return Promise.resolve(code);
      },
    },
  });
  const finished: number[] = [];
  const recovery = (takesOver: boolean) => ({
    environment: { UPSERT: "true" },
    takesOver,
    finish: () => finished.push(1),
  });

  it("is an ordinary `pulumi up`, judged by the policy pack", async () => {
    await new Rollout(log()).up();
    const options = "--yes --skip-preview --suppress-outputs --parallel 32 --policy-pack policies";
    assert.deepEqual(asked, [{ args: ["up", ...options.split(" ")], extra: { GOGC: "400" } }]);
  });

  it("begins the log anew, and adds to it", async () => {
    file(log(), "of an earlier run\n");
    const rollout = new Rollout(log());
    await rollout.up();
    await rollout.up();
    assert.equal(readFileSync(log(), "utf8"), "Updating (dev):\nUpdating (dev):\n");
  });

  it("fails with the end of what its own Pulumi printed, and the log's path", async () => {
    const rollout = new Rollout(log());
    prints = "of the one before\n";
    await rollout.up();
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    prints = ["of itself", "@ updating.....", "", ...lines, " ", ""].join("\n");
    code = 255;
    await assert.rejects(rollout.up(), {
      message: `pulumi up ended with 255 (all of it: ${log()}):\n${lines.slice(5).join("\n")}`,
    });
    prints = "@ updating...\nshort\n";
    await assert.rejects(rollout.up(), { message: `pulumi up ended with 255 (all of it: ${log()}):\nshort` });
  });

  it("takes over what a killed run began, and forgets it once all went well", async () => {
    const rollout = new Rollout(log());
    code = 1;
    await assert.rejects(rollout.up(recovery(true)));
    assert.deepEqual([asked[0]?.extra, finished], [{ GOGC: "400", UPSERT: "true" }, []]);
    code = 0;
    await rollout.up(recovery(false));
    assert.deepEqual(finished, []);
    await rollout.up(recovery(true));
    assert.deepEqual(finished, [1]);
  });

  it("goes on where its log was removed meanwhile: the start state must come back", async () => {
    const rollout = new Rollout(log());
    rmSync(path("reports"), { recursive: true });
    await rollout.up();
    assert.equal(readFileSync(log(), "utf8"), "Updating (dev):\n");
  });

  it("is refused before anything happens where there can be no log", () => {
    file(path("reports"));
    assert.throws(() => new Rollout(log()), /EEXIST|ENOTDIR/);
    assert.deepEqual(asked, []);
  });
});
