import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, utimesSync } from "node:fs";
import * as daemon from "../../../cluster/daemon";
import type * as Owner from "../../../cluster/owner";
import { file, load, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("The owner of the machine's local cluster", () => {
  const { path } = sandbox();
  let wiped: string[];
  let said: string[];
  const other = () => path("other", ".local");
  const own = () => path("checkout", ".local");
  const recorded = () => JSON.parse(readFileSync(path("run", "owner.json"), "utf8")) as unknown;
  const owner = (alive: string[] = []) =>
    load<typeof Owner>("cluster/owner", {
      "cluster/layout": temporaryLayout(path()),
      "cluster/daemon": { ...daemon, allRunning: () => alive },
      "cluster/wipe": { wipe: (folder: string) => Promise.resolve(void wiped.push(folder)) },
    });
  const claim = (alive?: string[]) => owner(alive).claim((line) => said.push(line));
  beforeEach(() => {
    [wiped, said] = [[], []];
  });

  it("is nobody at first, and then who claims it", async () => {
    assert.equal(owner().owner(), undefined);
    await claim();
    assert.equal(owner().owner(), own());
    assert.deepEqual([wiped, said], [[], []]);
  });

  it("stays who it is, alive or dead", async () => {
    file(path("run", "owner.json"), JSON.stringify({ folder: own() }));
    await claim(["etcd"]);
    await claim([]);
    assert.deepEqual([wiped, said, recorded()], [[], [], { folder: own() }]);
  });

  it("that lives in another checkout refuses, with its path, its processes and the way out", async () => {
    mkdirSync(other(), { recursive: true });
    file(path("run", "owner.json"), JSON.stringify({ folder: other() }));
    await assert.rejects(claim(["etcd", "kubelet"]), {
      message:
        `Another checkout's local cluster runs on this machine (${path("other")}: etcd, kubelet), and there can be one. ` +
        `Stop it with \`make -C ${path("other")} cluster-down\`, or point KUBECONFIG at your own cluster.`,
    });
    assert.deepEqual([wiped, recorded()], [[], { folder: other() }]);
  });

  for (const [what, alive, exists] of [
    ["is dead", [], true],
    ["lives but whose checkout was deleted", ["etcd"], false],
    ["is dead and whose checkout was deleted", [], false],
  ] as const) {
    it(`that ${what} is cleaned up after and taken over from`, async () => {
      if (exists) mkdirSync(other(), { recursive: true });
      file(path("run", "owner.json"), JSON.stringify({ folder: other() }));
      await claim([...alive]);
      assert.deepEqual(wiped, [other()]);
      assert.deepEqual(said, [`Cleaning up after the local cluster that ${path("other")} left behind`]);
      assert.deepEqual(recorded(), { folder: own() });
    });
  }

  it("that nobody knows any more is not robbed while its processes live", async () => {
    file(path("run", "owner.json"), "{cut off");
    await assert.rejects(claim(["etcd"]));
  });
});

describe("exclusively", () => {
  const { path } = sandbox();
  const lock = () => path("run", "lock.json");
  const exclusively = (work: () => Promise<unknown>) =>
    load<typeof Owner>("cluster/owner", {
      "cluster/layout": temporaryLayout(path()),
      "cluster/wipe": {},
    }).exclusively(work);
  const self = daemon.markOf(process.pid) as daemon.ProcessMark;

  it("holds the lock while it works, and gives the result", async () => {
    const result = await exclusively(() => Promise.resolve(readFileSync(lock(), "utf8")));
    assert.deepEqual(JSON.parse(result as string), self);
    assert.equal(existsSync(lock()), false);
  });

  it("gives the lock back when the work fails", async () => {
    await assert.rejects(
      exclusively(() => Promise.reject(new Error("broken"))),
      { message: "broken" },
    );
    assert.equal(existsSync(lock()), false);
  });

  it("is refused while another holds the lock, which stays", async () => {
    file(lock(), JSON.stringify(self));
    await assert.rejects(
      exclusively(() => Promise.resolve()),
      {
        message: `The local cluster is being started or stopped by process ${process.pid}; wait for it to end.`,
      },
    );
    assert.ok(existsSync(lock()));
  });

  it("takes the lock of a process that is gone", async () => {
    for (const gone of [
      { ...self, started: "1" },
      { ...self, boot: "another" },
    ]) {
      file(lock(), JSON.stringify(gone));
      assert.equal(await exclusively(() => Promise.resolve("done")), "done");
    }
  });

  it("takes a lock that was cut off by a crash, unless it is being written this moment", async () => {
    file(lock(), "");
    await assert.rejects(
      exclusively(() => Promise.resolve()),
      /by process \?; wait for it to end/,
    );
    utimesSync(lock(), 1, 1);
    assert.equal(await exclusively(() => Promise.resolve("done")), "done");
  });
});
