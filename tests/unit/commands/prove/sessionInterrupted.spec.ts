import assert from "node:assert/strict";
import { Interrupted } from "../../../../commands/prove/interruption";
import { happenings, scene } from "./sessionScene";

describe("A session of proofs that is interrupted", () => {
  const session = scene();

  for (const [moment, last, names] of [
    ["up base", ["settled base", "remove barrier"], []],
    ["settled base", ["remove barrier"], []],
    ["up one", ["settled one", "stop", "remove barrier"], []],
    ["settled one", ["stop", "remove barrier"], []],
    ["stop", ["remove barrier"], []],
    ["loads one", ["remove barrier"], []],
    ["ok      one", ["remove barrier"], ["one"]],
    ["loads two", ["remove barrier"], ["one"]],
  ] as const) {
    it(`ends where the end is asked for during "${moment}", and its barrier goes`, async () => {
      happenings.when[moment] = () => process.emit("SIGINT");
      const of = session();
      await assert.rejects(of.run(), Interrupted);
      const { did } = happenings;
      assert.deepEqual(did.slice(did.indexOf(moment) + 1), last);
      assert.deepEqual(
        of.proofs.map(({ scenario }) => scenario),
        names,
        "what was shown before stays shown",
      );
    });
  }

  it("does not take for a failure of the mesh what Ctrl-C ended", async () => {
    happenings.fails["up one"] = "pulumi up ended with 255";
    happenings.when["up one"] = () => process.emit("SIGINT");
    const of = session();
    await assert.rejects(of.run(), Interrupted);
    assert.deepEqual(of.proofs, []);
  });

  it("does not begin once the end is asked for", async () => {
    process.emit("SIGINT");
    await assert.rejects(session().run(), Interrupted);
    assert.deepEqual(happenings.did, []);
  });
});
