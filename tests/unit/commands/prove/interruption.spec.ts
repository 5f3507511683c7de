import assert from "node:assert/strict";
import { once } from "node:events";
import { Interrupted, Interruption } from "../../../../commands/prove/interruption";

describe("An interruption", () => {
  const listening = () => [process.listenerCount("SIGINT"), process.listenerCount("SIGTERM")];
  let before: number[];
  let interruption: Interruption;
  beforeEach(() => {
    before = listening();
    interruption = new Interruption();
  });
  afterEach(() => {
    interruption.release();
    assert.deepEqual(listening(), before);
  });

  it("is none until somebody asks for the end", () => interruption.check());

  it("is noted on Ctrl-C, and stays noted", () => {
    process.emit("SIGINT");
    assert.throws(() => interruption.check(), Interrupted);
    process.emit("SIGINT");
    interruption.release();
    assert.throws(() => interruption.check(), { message: "Interrupted." });
  });

  it("is noted where the system asks for the end, which does not end the program", async () => {
    const arrived = once(process, "SIGTERM");
    process.kill(process.pid, "SIGTERM");
    await arrived;
    assert.throws(() => interruption.check(), Interrupted);
  });

  it("is noted no longer once it is released", () => {
    interruption.release();
    process.emit("SIGINT");
    interruption.check();
  });
});
