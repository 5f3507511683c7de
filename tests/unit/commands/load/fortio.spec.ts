import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { until } from "../../../../cluster/until";
import type { Call } from "../../../../commands/load/accessLog";
import { fortio, type FortioRun } from "../../../../commands/load/fortio";
import { file, program, sandbox } from "../../tools/harness";

const call = '{"latency":0.01,"timestamp":1796078344957392700,"thread":0,"iter":0,"ok":true,"details":"200"}';

describe("Running fortio", () => {
  const { path } = sandbox();
  let stop: () => void;
  let released: number;
  let progress: number[];
  beforeEach(() => {
    [released, progress] = [0, []];
    stop = () => assert.fail("nobody listens");
    process.env.TMPDIR = path();
  });

  /** A fortio that notes what it was asked; $log is its access log. */
  const script = (rest: string) =>
    program(path("bin", "fortio"), `echo "$@" >${path("asked")}; echo $$ >${path("pid")}; log=$7; ${rest}`);
  const answer = () => `cat ${file(path("call"), `${call}\n`)} >>$log`;
  const run = (more: Partial<FortioRun> = {}) =>
    fortio({
      args: ["-n", "3", "http://gateway/"],
      env: { PATH: `${path("bin")}:${process.env.PATH}` },
      limitSeconds: 60,
      onProgress: (calls: readonly Call[]) => progress.push(calls.length),
      onStop: (act) => {
        stop = act;
        return () => (released += 1);
      },
      interval: 0.01,
      ...more,
    });
  const left = () => readdirSync(path()).filter((name) => name.startsWith("istio-mesh-load"));
  const pid = () => Number(existsSync(path("pid")) ? readFileSync(path("pid"), "utf8") : NaN);

  it("asks it for these calls and for a log of them, quietly", async () => {
    script(`${answer()}; ${answer()}; ${answer()}`);
    const { calls, stopped } = await run();
    assert.equal(stopped, undefined);
    assert.deepEqual(
      calls.map(({ code }) => code),
      [200, 200, 200],
    );
    const log = String.raw`\S+/istio-mesh-load-\w+/access\.log`;
    assert.match(
      readFileSync(path("asked"), "utf8"),
      new RegExp(`^load -quiet -loglevel Critical -log-errors=false -access-log-file ${log} -n 3 http://gateway/\n$`),
    );
    assert.equal(progress.at(-1), 3);
    assert.equal(released, 1);
    assert.deepEqual(left(), []);
  });

  it("shows calls as they end", async () => {
    script(`${answer()}; until [ -e ${path("go")} ]; do sleep 0.02; done; ${answer()}`);
    const running = run();
    await until("the first call", 5, () => progress.at(-1) === 1);
    file(path("go"));
    await running;
    assert.equal(progress.at(-1), 2);
  });

  it("says why it began no calls", async () => {
    script('echo "Fortio 1.63.0 running" >&2; echo "Aborting because of lookup gateway: no such host" >&2; exit 1');
    await assert.rejects(run(), { message: "fortio ended with code 1: lookup gateway: no such host" });
    script('echo "flag provided but not defined" >&2; exit 2');
    await assert.rejects(run(), { message: "fortio ended with code 2: flag provided but not defined" });
    script("exit 3");
    await assert.rejects(run(), { message: "fortio ended with code 3: it said nothing" });
    await assert.rejects(run({ env: { PATH: path("none") } }), /spawn fortio ENOENT/);
    assert.deepEqual(left(), []);
    assert.equal(released, 4);
  });

  /** Makes a call, and ends on an interrupt once the call in flight has its answer. */
  const loop = () => `trap '${answer()}; exit 0' INT; ${answer()}; while :; do sleep 0.02; done`;

  it("ends in order on an interrupt, and gives what was done", async () => {
    script(loop());
    const running = run();
    await until("the first call", 5, () => progress.at(-1) === 1);
    stop();
    const { calls, stopped } = await running;
    assert.equal(stopped, "interrupted");
    assert.equal(calls.length, 2);
  });

  const deaf = () => `trap '' INT; ${answer()}; while :; do sleep 0.02; done`;

  it("ends at once on a second interrupt", async () => {
    script(deaf());
    const running = run();
    await until("the first call", 5, () => progress.at(-1) === 1);
    stop();
    stop();
    const { calls, stopped } = await running;
    assert.deepEqual([calls.length, stopped], [1, "interrupted"]);
  });

  it("ends at its limit, by force where it does not end in order", async () => {
    script(deaf());
    const { stopped } = await run({ limitSeconds: 0.2, graceSeconds: 0.05 });
    assert.equal(stopped, "limit");
  });

  it("is ended where its log cannot be read", async () => {
    script("echo nonsense >>$log; exec sleep 60");
    await assert.rejects(run(), { message: "this is not a line of fortio's access log: nonsense" });
    assert.throws(() => process.kill(pid(), 0), { code: "ESRCH" });
    assert.deepEqual(left(), []);
  });
});
