import assert from "node:assert/strict";
import type * as State from "../../../commands/state";
import { file, load, sandbox } from "../tools/harness";

describe("The state of a stack", () => {
  const { path } = sandbox();
  const module = (backend: string | undefined = `file://${path("state")}`) =>
    load<typeof State>("commands/state", {
      "commands/environment": { stack: "dev", environment: () => ({ PULUMI_BACKEND_URL: backend }) },
    });
  const write = (checkpoint: object) =>
    file(path("state", ".pulumi", "stacks", "istio-mesh", "dev.json"), JSON.stringify({ version: 3, checkpoint }));

  it("is where Pulumi keeps it in a folder of ours", () => {
    assert.equal(module().backendFolder("stacks"), path("state", ".pulumi", "stacks", "istio-mesh"));
    assert.equal(module().backendFolder("locks"), path("state", ".pulumi", "locks", "organization", "istio-mesh"));
  });

  it("is not looked for in another backend", () => {
    const { backendFolder, readState } = load<typeof State>("commands/state", {
      "commands/environment": { stack: "dev", environment: () => ({}) },
    });
    assert.equal(backendFolder("locks"), undefined);
    assert.equal(readState(), undefined);
  });

  it("is none before the stack is made, empty before its first run, and then what that left", () => {
    assert.equal(module().readState(), undefined);
    write({ stack: "organization/istio-mesh/dev" });
    assert.deepEqual(module().readState(), {});
    write({ latest: { resources: [], pending_operations: [] } });
    assert.deepEqual(module().readState(), { resources: [], pending_operations: [] });
  });
});
