import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { scenarios } from "../../../scenarios";
import { abort, canaryEnd } from "./prove/proofs";
import { proveScene } from "./prove/proveScene";

describe("make prove", () => {
  const { prove, path, now, end } = proveScene();
  const report = (name: string) => readFileSync(path("reports", name), "utf8");
  const before = ["refuse on dev", "prepare", "recover", "reports/prove.log", "work file of dev"];
  const all = `run ${scenarios.length}`;
  const restored = ["remove work file", "Restoring what the stack's file says", "recover", "up recovering"];

  it("proves all scenarios and restores what the stack's own file says, each in its turn", async () => {
    assert.equal(await prove(), 0);
    assert.deepEqual(now().did, [...before, "refuse foreign", all, ...restored, "All of it took N s."]);
  });

  it("prints what was seen, and writes it as JUnit XML and Markdown", async () => {
    await prove();
    assert.match(now().printed, /^1 of 1 scenarios proven/m);
    assert.match(now().printed, /^The same as JUnit XML and Markdown: .*\/reports\/prove\.xml and prove\.md$/m);
    assert.match(report("prove.xml"), /<testsuites name="make prove" tests="2" failures="0"/);
    assert.match(report("prove.md"), /^\| fault-abort \|/m);
  });

  it("ends with 1 where something expected was not seen", async () => {
    assert.equal(await prove([abort, canaryEnd]), 1);
    assert.match(now().printed, /^1 of 2 scenarios proven/m);
  });

  it("proves those that NAME names, and refuses others before anything else", async () => {
    process.env.NAME = "abort-carts,delay-carts";
    await prove();
    assert.ok(now().did.includes("run 2"));
    now().did = [];
    process.env.NAME = "abort-cart";
    await assert.rejects(prove(), /no such scenario/);
    assert.deepEqual(now().did, []);
  });

  it("is prepared for the stack that STACK names", async () => {
    now().stack = "staging";
    await prove();
    assert.deepEqual([now().did[0], now().did[4]], ["refuse on staging", "work file of staging"]);
  });

  it("takes over what a killed run made, namespaces too", async () => {
    now().takesOver = true;
    await prove();
    assert.deepEqual(now().did.slice(0, 6), [...before, all]);
  });

  for (const [index, refusal] of [...before, "refuse foreign"].entries()) {
    it(`changes nothing, and restores nothing, where it is stopped at "${refusal}"`, async () => {
      now().fails[refusal] = "no";
      await assert.rejects(prove(), { message: "no" });
      end();
      assert.deepEqual(now().did, [...before, "refuse foreign"].slice(0, index + 1));
      assert.equal(existsSync(path("reports", "prove.xml")), false);
    });
  }
});
