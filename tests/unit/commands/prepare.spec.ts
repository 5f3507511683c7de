import assert from "node:assert/strict";
import { Phases } from "../../../commands/phases";
import type * as Prepare from "../../../commands/prepare";
import { load } from "../tools/harness";

describe("What comes before a Pulumi run", () => {
  const prepare = async (
    local: boolean,
    failing?: string,
    asks = true,
    options?: { removes: boolean },
    other?: string,
  ) => {
    const did: string[] = [];
    const step = (name: string) => {
      did.push(name);
      if (name === failing) throw new Error(`${name} failed`);
    };
    const { prepare } = load<typeof Prepare>("commands/prepare", {
      "config/stackFile": { settingsOfStackFile: () => step("config"), readStackFile: () => ({}) },
      "cluster/profile": { ownProfile: () => "standard", profileProblem: () => other },
      "commands/environment": { stack: "dev", isLocal: () => local },
      "tools/ensure": {
        ensureTools: (tools: { name: string }[]) => step(`tools ${tools.map(({ name }) => name).join(" ")}`),
      },
      "cluster/start": { refuseMachine: () => step("machine"), startCluster: () => step("cluster") },
      "commands/pulumi": { ensureStack: () => step("stack") },
      "commands/preflight": {
        asksCluster: (_: object, isLocal: boolean) => (assert.equal(isLocal, local), asks),
        preflight: ({ removes }: { removes: boolean }) => step(removes ? "removal preflight" : "preflight"),
      },
    });
    const phases = new Phases();
    const error = await prepare(phases, options).catch(({ message }: Error) => message);
    return { did, error, phases: phases.seconds.map(([name]) => name) };
  };
  const tools = "tools pulumi pulumi-language-nodejs pulumi-resource-kubernetes kubectl";

  it("is a good config, tools, the local cluster, the stack and a cluster fit for it, in that order", async () => {
    const { did, phases } = await prepare(true);
    assert.deepEqual(did, ["config", "machine", tools, "cluster", "stack", "preflight"]);
    assert.deepEqual(phases, ["config", "tools", "cluster", "stack", "preflight"]);
  });

  it("asks the cluster nothing for a stack that fits on any, and to remove one what a removal needs", async () => {
    assert.deepEqual((await prepare(false, undefined, false)).phases, ["config", "tools", "stack"]);
    for (const asks of [true, false])
      assert.deepEqual((await prepare(false, undefined, asks, { removes: true })).did, [
        ...["config", tools, "stack", "removal preflight"],
      ]);
  });

  it("ends with the cluster's refusal", async () => {
    assert.equal((await prepare(false, "preflight")).error, "preflight failed");
  });

  it("is nothing more where the machine is not fit for a local cluster", async () => {
    const { did, error } = await prepare(true, "machine");
    assert.deepEqual([did, error], [["config", "machine"], "machine failed"]);
  });

  it("is no local cluster where the person named another", async () => {
    assert.deepEqual((await prepare(false)).did, ["config", tools, "stack", "preflight"]);
  });

  it("is nothing where the local cluster is of another profile", async () => {
    const { did, error } = await prepare(true, undefined, true, undefined, "of profile openshift");
    assert.deepEqual([did, error], [[], "of profile openshift"]);
  });

  it("builds nothing where the machine cannot carry a local cluster", async () => {
    const { did, error } = await prepare(true, "machine");
    assert.deepEqual({ did, error }, { did: ["config", "machine"], error: "machine failed" });
  });

  it("is nothing but the config where that is bad", async () => {
    assert.deepEqual(await prepare(true, "config"), { did: ["config"], error: "config failed", phases: ["config"] });
  });
});
