import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import type * as Module from "../../../cluster/daemon";
import { until } from "../../../cluster/until";
import { file, load, root, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("A process of the local cluster", () => {
  let module: typeof Module;
  // Before the sandbox's own clean-up: what was started is known by its mark in the sandbox.
  afterEach(() => module.stop("gadget", 0));
  const { path } = sandbox();
  const script = (text: string, healthy: Module.Daemon["healthy"] = () => true): Module.Daemon => ({
    name: "gadget",
    command: "/bin/sh",
    args: ["-c", text],
    healthy,
  });
  const forever = "exec sleep 1000";
  const mark = () => path("run", "processes", "gadget.json");
  const pid = () => module.running("gadget")?.pid;
  beforeEach(() => {
    module = load<typeof Module>("cluster/daemon", { "cluster/layout": temporaryLayout(path()) });
  });

  it("is started, waited for until it serves, and found the next time", async () => {
    let looks = 0;
    const daemon = script(forever, () => ++looks > 1);
    assert.equal(await module.ensureRunning(daemon, 5), "started");
    assert.equal(looks, 2);
    const first = pid();
    assert.ok(first);
    assert.deepEqual(module.allRunning(), ["gadget"]);
    assert.equal(await module.ensureRunning(daemon, 5), "found");
    assert.equal(pid(), first);
  });

  const replaced: [string, (first: Module.Daemon) => Module.Daemon][] = [
    ["does not serve any more", (first) => ({ ...first, healthy: () => pid() !== before && pid() !== undefined })],
    ["was started with another command", (first) => ({ ...first, args: [...first.args, "changed"] })],
  ];
  let before: number | undefined;
  for (const [what, second] of replaced) {
    it(`is replaced when it ${what}`, async () => {
      const daemon = script(forever);
      await module.ensureRunning(daemon, 5);
      before = pid();
      assert.equal(await module.ensureRunning(second(daemon), 5, 0.2), "started");
      assert.notEqual(pid(), before);
      assert.equal(module.markOf(before as number), undefined);
    });
  }

  it("is started again after it was killed", async () => {
    await module.ensureRunning(script(forever), 5);
    const first = pid() as number;
    process.kill(first, "SIGKILL");
    await until("its end", 5, () => pid() === undefined);
    assert.deepEqual(module.allRunning(), []);
    assert.equal(await module.ensureRunning(script(forever), 5), "started");
    assert.notEqual(pid(), first);
  });

  it("has its own environment, its log and the cluster's folder", async () => {
    process.env.SECRET = "of the shell";
    const log = () => readFileSync(module.logFile("gadget"), "utf8");
    const daemon = script(`echo "$SECRET$OWN"; pwd; echo problem >&2; ${forever}`, () => log().includes("problem"));
    await module.ensureRunning({ ...daemon, env: { OWN: "own" } }, 5);
    assert.equal(log(), `own\n${path("checkout", ".local", "cluster")}\nproblem\n`);
  });

  it("that ends at once is told with the last lines of its log", async () => {
    const daemon = script("seq 1 20; echo broken >&2; exit 3", () => false);
    const failed = module.ensureRunning(daemon, 0.3);
    await assert.rejects(failed, {
      message: "gadget ended at once (exit code 3):\n14\n15\n16\n17\n18\n19\n20\nbroken",
    });
  });

  it("that a signal ends at once is told by the signal", async () => {
    await assert.rejects(
      module.ensureRunning(
        script("kill -9 $$", () => false),
        0.3,
      ),
      /ended at once \(SIGKILL\):/,
    );
  });

  it("that cannot be started is told by its path", async () => {
    const missing = { ...script("", () => false), command: path("missing") };
    await assert.rejects(module.ensureRunning(missing, 0.3), new RegExp(`spawn ${path("missing")} ENOENT`));
  });

  it("that never serves is told with its limit and its log", async () => {
    await assert.rejects(
      module.ensureRunning(
        script(forever, () => false),
        0,
      ),
      {
        message: `Waited 0 s for gadget to serve (log: ${module.logFile("gadget")}), in vain.`,
      },
    );
  });

  for (const [what, text] of [
    ["ends at once", "exit 3"],
    ["never serves", forever],
  ] as const) {
    it(`that ${what} does not keep the command waiting`, () => {
      const work = `
        const { load } = require("./tests/unit/tools/harness");
        const { temporaryLayout } = require("./tests/unit/cluster/temporaryLayout");
        const { ensureRunning } = load("cluster/daemon", { "cluster/layout": temporaryLayout(${JSON.stringify(path())}) });
        const daemon = { name: "gadget", command: "/bin/sh", args: ["-c", ${JSON.stringify(text)}], healthy: () => false };
        ensureRunning(daemon, ${text === forever ? 0 : 60}).catch(() => console.log("failed"));`;
      const options = { cwd: root, timeout: 8000, encoding: "utf8" } as const;
      const done = spawnSync(process.execPath, ["--require", "tsx/cjs", "-e", work], options);
      assert.equal(done.stdout, "failed\n");
      assert.equal(done.error, undefined);
    }).timeout(10_000);
  }

  it("is not mistaken for a later one of the same number, of another start or another boot", () => {
    const self = module.markOf(process.pid) as Module.ProcessMark;
    assert.ok(module.isAlive(self));
    assert.equal(module.isAlive({ ...self, started: "1" }), false);
    assert.equal(module.isAlive({ ...self, boot: "another" }), false);
    for (const text of [JSON.stringify({ ...self, boot: "another" }), '{"pid": 1', ""]) {
      file(mark(), text);
      assert.equal(module.running("gadget"), undefined);
      assert.deepEqual(module.allRunning(), []);
    }
    file(mark(), "");
  });

  it("is dead when only its zombie is left", async () => {
    // The shell's child ends once the shell has turned into sleep, which never asks how.
    const parent = spawn("/bin/sh", ["-c", "exec 3<&0; (read line <&3) & echo $!; exec sleep 1000"]);
    try {
      const [said] = (await once(parent.stdout, "data")) as [Buffer];
      await until("the shell to turn", 5, () => readFileSync(`/proc/${parent.pid}/comm`, "utf8") === "sleep\n");
      assert.ok(module.markOf(Number(said)));
      parent.stdin.write("\n");
      await until("the zombie", 5, () => readFileSync(`/proc/${Number(said)}/stat`, "utf8").includes(") Z "));
      assert.equal(module.markOf(Number(said)), undefined);
    } finally {
      parent.kill("SIGKILL");
    }
  });

  it("is ended in order, and with force when it does not listen", async () => {
    const stubborn = `trap '' TERM; touch ${path("ready")}; while :; do sleep 0.05; done`;
    await module.ensureRunning(
      script(stubborn, () => existsSync(path("ready"))),
      5,
    );
    const first = pid() as number;
    await module.stop("gadget", 0);
    assert.equal(module.markOf(first), undefined);
    assert.equal(existsSync(mark()), false);
    await module.stop("gadget");
  });
});
