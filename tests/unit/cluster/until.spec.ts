import assert from "node:assert/strict";
import { until } from "../../../cluster/until";

describe("until", () => {
  it("looks before it waits", async () => {
    let looks = 0;
    await until("nothing", 0, () => ++looks === 1);
    assert.equal(looks, 1);
  });

  it("looks again until the condition holds", async () => {
    let looks = 0;
    await until("the third look", 5, () => Promise.resolve(++looks === 3));
    assert.equal(looks, 3);
  });

  it("says what it waited for, and how long", async () => {
    await assert.rejects(
      until("rain", 0, () => false),
      { message: "Waited 0 s for rain, in vain." },
    );
  });

  it("passes on what goes wrong", async () => {
    await assert.rejects(
      until("rain", 5, () => Promise.reject(new Error("flood"))),
      { message: "flood" },
    );
  });
});
