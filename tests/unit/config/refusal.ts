import assert from "node:assert/strict";
import type { RawSettings } from "../../../config";
import { ConfigError, parseSettings } from "../../../config";

/** Settings that are refused: what it is about, the settings, and each problem as it is told, without the prefix. */
export type Refusal = [title: string, settings: RawSettings, ...problems: string[]];

/** A test for each: exactly those problems, with the whole message. */
export function refusals(cases: readonly Refusal[]): void {
  for (const [title, settings, ...problems] of cases) {
    it(title, () => {
      const lines = problems.map((problem) => `  istio-mesh:${problem}`);
      assertRefused(() => parseSettings(settings), ["The configuration of this stack is not valid:", ...lines]);
    });
  }
}

/** Runs it and expects a ConfigError of exactly those lines. */
export function assertRefused(run: () => unknown, lines: readonly string[]): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof ConfigError, String((error as Error).stack));
    assert.equal(error.message, lines.join("\n"));
    return true;
  });
}
