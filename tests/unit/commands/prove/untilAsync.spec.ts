import assert from "node:assert/strict";
import { untilAsync } from "../../../../commands/prove/untilAsync";

describe("Asking until an answer is good", () => {
  const [timeout, now] = [globalThis.setTimeout, Date.now];
  /** A clock of ours: nobody waits. */
  let clock: number;
  beforeEach(() => {
    Date.now = () => clock;
    const later = (work: () => void, milliseconds: number) =>
      void setImmediate(() => ((clock += milliseconds), work()));
    globalThis.setTimeout = later as unknown as typeof setTimeout;
  });
  afterEach(() => void ([globalThis.setTimeout, Date.now] = [timeout, now]));

  const asked = async (
    good: (answer: number) => boolean,
    limitSeconds: number,
    ask = (n: number) => Promise.resolve(n),
  ) => {
    let times = 0;
    clock = 0;
    const answer = await untilAsync(() => ask(++times), good, limitSeconds);
    return { answer, times, milliseconds: clock };
  };

  it("ends with the first good one", async () => {
    assert.deepEqual(await asked((answer) => answer === 3, 60), { answer: 3, times: 3, milliseconds: 400 });
    assert.deepEqual(await asked(() => true, 0), { answer: 1, times: 1, milliseconds: 0 });
  });

  it("ends with the last one when the limit is over", async () => {
    assert.deepEqual(await asked(() => false, 0), { answer: 1, times: 1, milliseconds: 0 });
    assert.deepEqual(await asked(() => false, 1), { answer: 6, times: 6, milliseconds: 1000 });
  });

  it("ends with an error of the one who is asked", async () => {
    await assert.rejects(
      asked(
        () => false,
        60,
        (n) => (n === 2 ? Promise.reject(new Error("gone")) : Promise.resolve(n)),
      ),
      { message: "gone" },
    );
  });
});
