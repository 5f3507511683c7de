import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import type * as Recover from "../../../commands/recover";
import type { PendingOperation, State } from "../../../commands/state";
import { file, load, sandbox } from "../tools/harness";

type Records = Record<string, Partial<Recover.HelmRecord["metadata"]> & { status: string }>;

describe("Recovery from a killed run", () => {
  const { path } = sandbox();
  const mark = `ISTIO_MESH_TEST=${process.pid}`;
  let calls: string[];
  let said: string[];
  let state: State;
  let commands: Record<number, string>;
  let ours = true;
  const secret = ([name, { status, creationTimestamp = "2026-01-01T00:00:00Z" }]: [string, Records[string]]) => ({
    metadata: { name, creationTimestamp, labels: { status } },
  });
  const module = (records: Records = {}) =>
    load<typeof Recover>("commands/recover", {
      "commands/environment": { stack: "dev" },
      "commands/state": { backendFolder: () => (ours ? path("locks") : undefined), readState: () => state },
      "commands/processList": {
        livingCommand: (pid: number) => commands[pid] ?? "",
        processesWith: () => (orphan?.pid ? [orphan.pid] : []),
      },
      "commands/kubectl": {
        kubectl: (...args: string[]) => {
          calls.push(`kubectl ${args.join(" ")}`);
          return JSON.stringify({ items: Object.entries(records).map(secret) });
        },
      },
      "commands/pulumi": {
        runMark: mark,
        pulumiOutput: (args: string[], input?: string) => {
          calls.push(`pulumi ${args.join(" ")}${input ? ` < ${input}` : ""}`);
          return JSON.stringify({ version: 3, deployment: state });
        },
      },
    });
  const recover = (records?: Records) => module(records).recover((line) => said.push(line));
  const lock = (pid: number, host = hostname(), timestamp = "2026-01-01T00:00:10Z") =>
    file(path("locks", "dev", `${pid}.json`), JSON.stringify({ pid, username: "root", hostname: host, timestamp }));
  const operation = (type: PendingOperation["type"], kind: string, inputs?: object): PendingOperation => ({
    type,
    resource: { type: kind, urn: `urn:pulumi:dev::istio-mesh::${kind}::thing`, inputs },
  });
  const release = (type: PendingOperation["type"]) =>
    operation(type, "kubernetes:helm.sh/v3:Release", { name: "istiod", namespace: "istio-system" });
  let orphan: ReturnType<typeof spawn> | undefined;
  beforeEach(() => {
    [calls, said, state, commands, ours, orphan] = [[], [], {}, {}, true, undefined];
  });
  afterEach(() => orphan?.kill("SIGKILL"));

  it("does nothing after a run that ended", async () => {
    const { environment, takesOver } = await recover();
    assert.deepEqual([environment, takesOver, calls, said], [{}, false, [], []]);
  });

  it("leaves a backend of the person's own to its own locks", async () => {
    ours = false;
    lock(1);
    state = { pending_operations: [operation("creating", "kubernetes:core/v1:Namespace")] };
    assert.deepEqual((await recover()).environment, {});
    assert.deepEqual(calls, []);
  });

  for (const [what, host, command] of [
    ["a living process holds", hostname(), "/usr/bin/pulumi\0up\0"],
    ["a process of another machine holds", "elsewhere", ""],
  ] as const) {
    it(`touches nothing while ${what} the lock`, async () => {
      lock(4242, host);
      commands[4242] = command;
      state = { pending_operations: [release("creating")] };
      await assert.rejects(recover(), {
        message:
          `Pulumi is at work on stack dev (process 4242 on ${host}): wait for it to end. ` +
          "If it is not there any more, run `pulumi cancel`.",
      });
      assert.deepEqual([calls, said], [[], []]);
    });
  }

  for (const [what, command] of [
    ["that is gone", ""],
    ["whose number another program has", "/usr/bin/vim\0"],
  ] as const) {
    it(`takes the lock of a process ${what} away`, async () => {
      lock(4242);
      commands[4242] = command;
      assert.deepEqual((await recover()).environment, {});
      assert.deepEqual(calls, ["pulumi cancel --yes --stack dev"]);
      assert.equal(said.length, 1);
    });
  }

  it("is not misled by what else lies among the locks", async () => {
    file(path("locks", "dev", "4242.json.attrs"), "{}");
    assert.deepEqual((await recover()).environment, {});
    assert.deepEqual(calls, []);
  });

  it("ends what the killed run left running", async () => {
    lock(4242);
    orphan = spawn("sleep", ["1000"]);
    const ended = once(orphan, "exit");
    await recover();
    assert.deepEqual(await ended, [null, "SIGTERM"]);
  });

  it("lets the next run take over what was being created, and forgets it only when that has ended well", async () => {
    lock(4242);
    state = {
      pending_operations: [operation("creating", "kubernetes:core/v1:Namespace")],
      resources: [
        {
          type: "pulumi:providers:kubernetes",
          urn: "urn:provider",
          inputs: { upsertExistingObjects: "true", name: "kept" },
          outputs: { upsertExistingObjects: "true" },
        },
      ],
    };
    const { environment, takesOver, finish } = await recover();
    assert.deepEqual([environment, takesOver], [{ PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" }, true]);
    assert.deepEqual(calls, ["pulumi cancel --yes --stack dev"]);
    assert.deepEqual(said.slice(1), ["Its unfinished steps are done again: creating thing"]);
    calls = [];
    finish();
    assert.equal(calls.length, 2);
    const [exported, imported = ""] = calls;
    assert.equal(exported, "pulumi stack export --stack dev");
    const [asked, given = ""] = imported.split(" < ");
    assert.equal(asked, "pulumi stack import --force --stack dev");
    const { version, deployment } = JSON.parse(given) as { version: number; deployment: State };
    assert.equal(version, 3);
    assert.deepEqual(deployment.resources?.[0], {
      type: "pulumi:providers:kubernetes",
      urn: "urn:provider",
      inputs: { name: "kept" },
      outputs: {},
    });
  });

  for (const type of ["updating", "deleting", "reading", "importing"] as const) {
    it(`compares the state with the cluster first where it was ${type}`, async () => {
      state = { pending_operations: [operation(type, "kubernetes:core/v1:Service")] };
      const { environment, takesOver } = await recover();
      assert.equal(environment.PULUMI_OPTION_REFRESH, "true");
      assert.equal(takesOver, false);
    });
  }

  it("removes Helm's unfinished records before it takes the lock away: a second kill must find it", async () => {
    lock(4242);
    state = { pending_operations: [release("creating")] };
    await recover({ "sh.helm.release.v1.istiod.v1": { status: "pending-install" } });
    assert.deepEqual(calls, [
      "kubectl get secret -n istio-system -l owner=helm,name=istiod -o json",
      "kubectl delete secret -n istio-system sh.helm.release.v1.istiod.v1",
      "pulumi cancel --yes --stack dev",
    ]);
    assert.ok(said.includes("Removed Helm's unfinished record istio-system/sh.helm.release.v1.istiod.v1"));
  });

  it("keeps the record of a release that a later run finished", async () => {
    lock(4242);
    const finished = release("creating");
    state = { pending_operations: [finished], resources: [finished.resource] };
    await recover({ v1: { status: "deployed", creationTimestamp: "2026-01-01T00:00:20Z" } });
    assert.ok(!calls.some((call) => call.startsWith("kubectl delete")));
  });

  describe("chooses among Helm's records", () => {
    const since = "2026-01-01T00:00:10.900Z";
    const [older, sameSecond, younger] = ["2026-01-01T00:00:08Z", "2026-01-01T00:00:10Z", "2026-01-01T00:00:20Z"];
    const table: [PendingOperation["type"], string, string, string | undefined, boolean][] = [
      ["creating", "pending-install", younger, since, true],
      ["creating", "pending-install", older, undefined, true],
      ["creating", "deployed", younger, since, true],
      ["creating", "deployed", sameSecond, since, true],
      ["creating", "failed", younger, since, true],
      ["creating", "deployed", older, since, false],
      ["creating", "deployed", younger, undefined, false],
      ["updating", "pending-upgrade", younger, since, true],
      ["updating", "pending-rollback", younger, since, true],
      ["updating", "deployed", younger, since, false],
      ["updating", "superseded", older, since, false],
      ["deleting", "deployed", older, since, false],
      ["deleting", "uninstalling", older, since, false],
    ];
    for (const [type, status, creationTimestamp, from, expected] of table) {
      const run = from ? "" : " of an unknown run";
      it(`${expected ? "takes" : "leaves"} ${status} of ${creationTimestamp} when ${type}${run}`, () => {
        const records = [secret(["v1", { status, creationTimestamp }])];
        const chosen = module().unfinishedRecords(records, type, from ? new Date(from) : undefined);
        assert.deepEqual(chosen, expected ? records : []);
      });
    }
  });
});
