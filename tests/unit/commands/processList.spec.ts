import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import type * as ProcessList from "../../../commands/processList";
import { livingCommand, processesWith } from "../../../commands/processList";
import { load } from "../tools/harness";

describe("The list of processes", () => {
  /** As on macOS: there is no /proc. */
  const elsewhere = () =>
    load<typeof ProcessList>("commands/processList", {
      "node:fs": { ...fs, existsSync: (file: string) => !file.startsWith("/proc") && fs.existsSync(file) },
    });

  it("knows a living process by its command, and no dead one", async () => {
    for (const { livingCommand: command } of [{ livingCommand }, elsewhere()]) {
      const child = spawn("sleep", ["1000"]);
      await once(child, "spawn");
      const pid = child.pid as number;
      assert.match(command(pid), /^sleep.1000/);
      child.kill("SIGKILL");
      await once(child, "exit");
      assert.equal(command(pid), "");
    }
  });

  it("finds processes by a variable in their environment, whole", async () => {
    const value = `for-${process.pid}`;
    const child = spawn("sleep", ["1000"], { env: { ...process.env, ISTIO_MESH_TEST: value } });
    await once(child, "spawn");
    try {
      assert.deepEqual(processesWith(`ISTIO_MESH_TEST=${value}`), [child.pid]);
      assert.deepEqual(processesWith(`ISTIO_MESH_TEST=${value.slice(0, -1)}`), []);
      assert.deepEqual(elsewhere().processesWith(`ISTIO_MESH_TEST=${value}`), []);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
