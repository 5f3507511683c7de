import assert from "node:assert/strict";
import { Phases } from "../../../commands/phases";
import type * as Prepare from "../../../commands/prepare";
import { clusterTools } from "../../../tools/catalog";
import { load } from "../tools/harness";

describe("What comes before a Pulumi run", () => {
  const prepare = async (local: boolean, failing?: string) => {
    const did: string[] = [];
    const step = (name: string) => {
      did.push(name);
      if (name === failing) throw new Error(`${name} failed`);
    };
    const { prepare } = load<typeof Prepare>("commands/prepare", {
      "config/stackFile": { settingsOfStackFile: () => step("config") },
      "commands/environment": { stack: "dev", isLocal: () => local },
      "tools/ensure": {
        ensureTools: (tools: { name: string }[]) =>
          step(`tools ${tools === clusterTools ? "of the cluster" : tools.map(({ name }) => name).join(" ")}`),
      },
      "cluster/start": { refuseMachine: () => step("machine"), startCluster: () => step("cluster") },
      "commands/pulumi": { ensureStack: () => step("stack") },
    });
    const phases = new Phases();
    const error = await prepare(phases).catch(({ message }: Error) => message);
    return { did, error, phases: phases.seconds.map(([name]) => name) };
  };
  const tools = "tools pulumi pulumi-language-nodejs pulumi-resource-kubernetes kubectl";

  it("is a good config, tools, the local cluster and the stack, in that order", async () => {
    const { did, phases } = await prepare(true);
    assert.deepEqual(did, ["config", "machine", "tools of the cluster", "cluster", "stack"]);
    assert.deepEqual(phases, ["config", "tools", "cluster", "stack"]);
  });

  it("is nothing more where the machine is not fit for a local cluster", async () => {
    const { did, error } = await prepare(true, "machine");
    assert.deepEqual([did, error], [["config", "machine"], "machine failed"]);
  });

  it("is no local cluster where the person named another", async () => {
    assert.deepEqual((await prepare(false)).did, ["config", tools, "stack"]);
  });

  it("builds nothing where the machine cannot carry a local cluster", async () => {
    const { did, error } = await prepare(true, "machine");
    assert.deepEqual({ did, error }, { did: ["config", "machine"], error: "machine failed" });
  });

  it("is nothing but the config where that is bad", async () => {
    assert.deepEqual(await prepare(true, "config"), { did: ["config"], error: "config failed", phases: ["config"] });
  });
});
