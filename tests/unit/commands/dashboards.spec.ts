import assert from "node:assert/strict";
import { load } from "../tools/harness";

describe("make dashboards", () => {
  /** Loads the command and starts its work, with what it stands on replaced. */
  const start = (show: (found: unknown, stage: { end: AbortSignal }) => Promise<number>, refuse = () => undefined) => {
    let work: () => Promise<number> = () => Promise.resolve(-1);
    load("commands/dashboards", {
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/prepare": { say: () => undefined },
      "commands/prove/distribution/kubectlAsync": { kubectlStart: () => ({ options: [], env: {} }) },
      "commands/dashboards/look": { look: () => ["found"], refuseWithoutCluster: refuse },
      "commands/dashboards/show": { show },
      "tools/ensure": { ensureTools: () => Promise.resolve() },
    });
    return work();
  };

  it("shows what was found until a signal comes, and then lets signals be", async () => {
    const before = process.listenerCount("SIGTERM");
    const code = await start(async (found, { end }) => {
      assert.deepEqual(found, ["found"]);
      const ended = new Promise((resolve) => end.addEventListener("abort", resolve));
      process.emit("SIGTERM");
      await ended;
      return 0;
    });
    assert.equal(code, 0);
    assert.equal(process.listenerCount("SIGTERM"), before);
  });

  it("is refused before anything is looked for where there is no cluster", async () => {
    const refuse = () => {
      throw new Error("no cluster");
    };
    await assert.rejects(
      start(() => assert.fail("shown"), refuse),
      { message: "no cluster" },
    );
  });
});
