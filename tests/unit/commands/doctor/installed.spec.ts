import assert from "node:assert/strict";
import type * as Installed from "../../../../commands/doctor/installed";
import { load, never } from "../../tools/harness";
import { brief, outputs, steps } from "./objects";

describe("What the stack has installed", () => {
  const installed = (pulumiOutput: () => string, { made = true, ownBackend = false } = {}) =>
    load<typeof Installed>("commands/doctor/installed", {
      "commands/environment": { stack: "dev", hasOwnBackend: () => ownBackend },
      "commands/state": { readState: () => (made ? {} : undefined) },
      "commands/pulumi": { pulumiOutput },
    }).installed();
  const failing = (message: string) => () => {
    throw new Error(message);
  };
  const failure = (found: ReturnType<typeof installed>) => {
    assert.ok("failure" in found);
    return found.failure;
  };
  const nothing = ["error Stack dev: nothing is installed by this stack, or its first `make up` did not end"];

  it("is what its outputs say", () => {
    assert.deepEqual(
      installed(() => JSON.stringify(outputs)),
      { outputs },
    );
  });

  it("is nothing before the stack is made, which needs no Pulumi CLI to be known", () => {
    const result = failure(installed(never("pulumi"), { made: false }));
    assert.deepEqual(brief(result), nothing);
    assert.deepEqual(steps(result), ["make up"]);
  });

  it("is nothing after `make down`, and where another backend has no such stack", () => {
    assert.deepEqual(brief(failure(installed(() => "{}"))), nothing);
    const other = { made: false, ownBackend: true };
    assert.deepEqual(brief(failure(installed(failing("error: no stack named 'dev' found"), other))), nothing);
  });

  it("is not known where the CLI fails or is missing", () => {
    const result = failure(installed(failing("pulumi stack output: wrong passphrase\n")));
    assert.deepEqual(brief(result), ["error Stack dev: pulumi stack output: wrong passphrase"]);
    assert.deepEqual(steps(result), ["pulumi stack output --json --stack dev"]);
    assert.deepEqual(steps(failure(installed(failing("Error: spawnSync pulumi ENOENT")))), ["make tools TOOL=pulumi"]);
  });
});
