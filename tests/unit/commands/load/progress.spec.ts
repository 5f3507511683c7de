import assert from "node:assert/strict";
import type { Call } from "../../../../commands/load/accessLog";
import { Progress } from "../../../../commands/load/progress";

const calls = (answered: number, unanswered = 0): Call[] => [
  ...Array.from({ length: answered }, () => ({ code: 200, latency: 0.1, at: 1 })),
  ...Array.from({ length: unanswered }, () => ({ latency: 25, at: 1 })),
];

describe("The progress of a load", () => {
  let [written, now]: [string[], number] = [[], 0];
  beforeEach(() => {
    [written, now] = [[], 0];
  });
  const progress = (isTTY: boolean) =>
    new Progress("Bookinfo", 100, { isTTY, write: (text: string) => written.push(text) }, () => now);

  it("is a bar on a terminal, drawn only where it changes, and gone at the end", () => {
    const bar = progress(true);
    bar.show([]);
    bar.show(calls(49, 1));
    bar.show(calls(49, 1));
    bar.show(calls(100));
    bar.end();
    assert.deepEqual(written, [
      `\r\x1b[KBookinfo [${"-".repeat(30)}] 0 of 100 calls`,
      `\r\x1b[KBookinfo [${"#".repeat(15)}${"-".repeat(15)}] 50 of 100 calls, 1 without an answer`,
      `\r\x1b[KBookinfo [${"#".repeat(30)}] 100 of 100 calls`,
      "\r\x1b[K",
    ]);
  });

  it("is a line every five seconds elsewhere, and none for a short load", () => {
    const lines = progress(false);
    for (now = 0; now <= 11_000; now += 100) lines.show(calls(now / 1000));
    lines.end();
    assert.deepEqual(written, ["Bookinfo: 5 of 100 calls\n", "Bookinfo: 10 of 100 calls\n"]);
  });
});
