import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { removeBrokenAttributes } from "../../../commands/brokenAttributes";
import { file, sandbox } from "../tools/harness";

describe("What a killed CLI leaves beside its files", () => {
  const { path } = sandbox();

  it("goes where it is broken, and only there", () => {
    const empty = file(path("stacks", "istio-mesh", "dev.json.attrs"));
    const half = file(path("locks", "one.json.attrs"), '{"user.cache_control":');
    const good = file(path("stacks", "istio-mesh", "other.json.attrs"), "{}");
    const state = file(path("stacks", "istio-mesh", "dev.json"), "not ours to judge");
    removeBrokenAttributes(path());
    assert.deepEqual([empty, half, good, state].map(existsSync), [false, false, true, true]);
  });

  it("is nothing where there is no folder", () => {
    removeBrokenAttributes(path("missing"));
    removeBrokenAttributes(undefined);
  });
});
