import assert from "node:assert/strict";
import { Phases } from "../../../commands/phases";

describe("Phases", () => {
  it("gives results and errors on, and names each in the order of their ends", async () => {
    const phases = new Phases();
    assert.equal(await phases.run("config", () => 1), 1);
    assert.equal(await phases.run("tools", () => Promise.resolve(2)), 2);
    await assert.rejects(
      phases.run("cluster", () => Promise.reject(new Error("no"))),
      { message: "no" },
    );
    assert.match(phases.toString(), /^config 0\.\d s, tools 0\.\d s, cluster 0\.\d s$/);
  });
});
