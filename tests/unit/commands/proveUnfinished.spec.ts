import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { scenarios } from "../../../scenarios";
import { file } from "../tools/harness";
import { proveScene } from "./prove/proveScene";

describe("A make prove that does not come to its end", () => {
  const { prove, path, now } = proveScene();
  const report = (name: string) => readFileSync(path("reports", name), "utf8");
  const all = `run ${scenarios.length}`;
  const restored = ["remove work file", "Restoring what the stack's file says", "recover", "up recovering"];

  it("restores all the same, and its reports say that it did not", async () => {
    now().fails[all] = "pulumi up ended with 255";
    await assert.rejects(prove(), { message: "pulumi up ended with 255" });
    assert.deepEqual(now().did.slice(-restored.length), restored);
    assert.match(now().printed, /^1 of 1 scenarios proven, but make prove FAILED/m);
    assert.match(report("prove.xml"), /errors="1"/);
    assert.match(report("prove.md"), /pulumi up ended with 255/);
  });

  it("says that it was interrupted, not what that made of Pulumi, and restores", async () => {
    now().fails[all] = "pulumi up ended with 255";
    now().when[all] = () => process.emit("SIGINT");
    await assert.rejects(prove(), { message: "Interrupted." });
    assert.deepEqual(now().did.slice(-restored.length), restored);
  });

  it("tells how the start state is brought back by hand, and what was seen before", async () => {
    now().fails = { [all]: "Interrupted.", "up recovering": "pulumi up ended with 1" };
    [now().stack, process.env.STACK_FILE] = ["staging", "mine.yaml"];
    await assert.rejects(prove(), {
      message:
        "Interrupted.\nThe start state could not be restored: `make up STACK=staging STACK_FILE=mine.yaml` tries it " +
        "again.\npulumi up ended with 1",
    });
    assert.match(report("prove.xml"), /name="fault-abort"/);
  });

  it("does not restore under another Pulumi's hands", async () => {
    now().when["remove work file"] = () => (now().fails.recover = "Pulumi is at work on stack dev");
    const message = "The start state could not be restored: `make up` tries it again.\nPulumi is at work on stack dev";
    await assert.rejects(prove(), { message });
    assert.ok(!now().did.includes("up recovering"));
  });

  it("shows the table though the reports cannot be written", async () => {
    file(path("reports"));
    await assert.rejects(prove(), /EEXIST|ENOTDIR/);
    assert.match(now().printed, /^1 of 1 scenarios proven/m);
    assert.deepEqual(now().did.slice(-restored.length), restored);
  });
});
