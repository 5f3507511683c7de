import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../config/target";
import { scenarios } from "../../scenarios";
import { kubectl, make, makeWell, shop, stackFile } from "./support";

const fault = () =>
  kubectl("get", "virtualservice", "carts", "-n", shop.namespace, "-o", "jsonpath={.spec.http[*].fault}");
const barriers = () =>
  kubectl("get", "destinationrule", "-A", "-l", "app.kubernetes.io/managed-by=istio-mesh-prove", "-o", "name");

const report = (name: string) => readFileSync(join(root, "reports", name), "utf8");

export function prove(): void {
  describe("make prove", () => {
    it("shows every scenario by real traffic, and no switch costs a bystander a call", async () => {
      const { output } = await makeWell("prove");
      for (const { name } of scenarios) assert.match(output, new RegExp(`^ok +${name} `, "m"));
      assert.match(output, new RegExp(`^${scenarios.length} of ${scenarios.length} scenarios proven`, "m"));
      // The terminal's table breaks long texts, the Markdown does not.
      assert.match(
        report("prove.md"),
        /\| bystander \| no call to catalogue is lost in \d+ switches \| 0 of \d{4,} lost \| ok/,
      );
    });

    it("says the same as JUnit XML and Markdown", () => {
      for (const { name } of scenarios) {
        assert.ok(report("prove.xml").includes(name), name);
        assert.ok(report("prove.md").includes(name), name);
      }
      assert.match(report("prove.xml"), /failures="0"/);
    });

    it("leaves the stack as it was", async () => {
      await makeWell("preview", { OPTIONS: "--expect-no-changes" });
      assert.equal(barriers(), "");
    });

    it("fails on a mesh that aborts 70 % in place of 80 %", async () => {
      const wrong = await make("prove", { NAME: "abort-carts", STACK_FILE: stackFile("wrongMesh") });
      assert.notEqual(wrong.code, 0);
      assert.match(wrong.output, /FAILED +abort-carts/);
      assert.match(wrong.output, /0 of 1 scenarios proven/);
    });

    it("restores the start state when it is interrupted", async () => {
      let interrupted = false;
      const interrupt = (output: string, pid: number) => {
        if (interrupted || !/^ok +abort-carts/m.test(output)) return;
        interrupted = true;
        // What a terminal does on Ctrl-C: the whole process group gets the signal.
        process.kill(-pid, "SIGINT");
      };
      const ended = await make("prove", { NAME: "abort-carts,delay-carts" }, interrupt, true);
      assert.ok(interrupted, ended.output);
      assert.notEqual(ended.code, 0);
      assert.match(ended.output, /Restoring what the stack's file says/);
      assert.equal(fault(), "");
      assert.equal(barriers(), "");
      await makeWell("preview", { OPTIONS: "--expect-no-changes" });
    });

    it("refuses a scenario that does not exist, and names those that do", async () => {
      const { code, output, seconds } = await make("prove", { NAME: "abort-cart" });
      assert.notEqual(code, 0);
      assert.match(output, /NAME=abort-cart: no such scenario; there are abort-carts, retry-hides-aborts, /);
      assert.ok(seconds < 5, `it took ${seconds} s`);
    });
  });
}
