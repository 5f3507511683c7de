import assert from "node:assert/strict";
import type * as ProveStep from "../../../../commands/prove/proveStep";
import { proven } from "../../../../commands/prove/report";
import type { Load, Scenario } from "../../../../scenarios/scenario";
import { load } from "../../tools/harness";
import { place } from "./places";

describe("Proving a step", () => {
  const judgement = { expected: "all answer 200", seen: "20 of 20 (100 %)", passed: true };
  const loads = (...names: string[]): Load[] =>
    names.map((what) => ({
      what,
      from: "mesh",
      to: { url: "http://x/" },
      connections: 1,
      calls: 20,
      expect: [{ kind: "all", of: { code: 200 } }],
    }));
  const scenario = (...steps: Load[][]): Scenario => ({
    name: "canary",
    title: "Two versions",
    teaches: "",
    rows: [],
    needs: [],
    steps: steps.map((of, index) => ({ title: `step ${index + 1}`, change: {}, loads: of })),
  });
  const driven: [string, number][] = [];
  let ended = false;
  beforeEach(() => {
    driven.length = 0;
    ended = false;
  });

  const { proveStep, unproven, aborted } = load<typeof ProveStep>("commands/prove/proveStep", {
    "commands/prove/drive": {
      drive: ({ what }: Load, where: unknown, alpha: number) => {
        assert.equal(where, place);
        driven.push([what, alpha]);
        if (what === "interrupted") ended = true;
        return what === "dead" ? Promise.reject(new Error("fortio ended with 1")) : Promise.resolve([judgement]);
      },
    },
  });
  const interruption = {
    check: () => {
      if (ended) throw new Error("Interrupted.");
    },
  } as unknown as Parameters<typeof proveStep>[2]["interruption"];
  const prove = (of: Scenario, index = 0) => proveStep(of, of.steps[index]!, { place, alpha: 0.25, interruption });

  it("makes its loads one after the other, each a proof", async () => {
    const proofs = await prove(scenario(loads("a", "b")));
    assert.deepEqual(driven, [
      ["a", 0.25],
      ["b", 0.25],
    ]);
    assert.deepEqual(
      proofs.map(({ seconds, ...rest }) => ({ ...rest, timed: seconds >= 0 })),
      ["a", "b"].map((what) => ({
        ...{ scenario: "canary", title: "Two versions", step: what, load: what, judgements: [judgement], timed: true },
      })),
    );
  });

  it("names step and load only where there are several", async () => {
    const step = async (of: Scenario, index?: number) => (await prove(of, index)).map((proof) => proof.step);
    assert.deepEqual(await step(scenario(loads("a"))), [undefined]);
    assert.deepEqual(await step(scenario(loads("a"), loads("b")), 1), ["step 2"]);
    assert.deepEqual(await step(scenario(loads("a", "b"), loads("c"))), ["step 1, a", "step 1, b"]);
  });

  it("tells a load that could not be made, and makes the others", async () => {
    const [dead, alive] = await prove(scenario(loads("dead", "alive")));
    assert.deepEqual([dead?.error, dead?.judgements, proven(dead!)], ["fortio ended with 1", [], false]);
    assert.deepEqual([alive?.error, proven(alive!)], [undefined, true]);
  });

  it("makes no further load once the end is asked for", async () => {
    await assert.rejects(prove(scenario(loads("a", "interrupted", "b"))), { message: "Interrupted." });
    assert.deepEqual(
      driven.map(([what]) => what),
      ["a", "interrupted"],
    );
  });

  it("is no proof where its rules could not be put into force", () => {
    const of = scenario(loads("a", "b"), loads("c"));
    const proof = unproven(of, of.steps[0]!, new Error("pulumi up ended with 255"), 12);
    const { step, load: what, error, seconds } = proof;
    assert.deepEqual([step, what, error, seconds], ["step 1, a; b", "a; b", "pulumi up ended with 255", 12]);
    assert.equal(proven(proof), false);
    assert.equal(unproven(of, of.steps[1]!, "text", 0).error, "text");
  });

  it("leaves a mark in the reports of a run that did not come to its end", () => {
    const proof = aborted("Interrupted.");
    assert.deepEqual([proven(proof), proof.aside, proof.error], [false, true, "Interrupted."]);
  });
});
