import assert from "node:assert/strict";
import fs from "node:fs";
import type * as PodLogs from "../../../cluster/podLogs";
import { file, load, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("The logs of pods outside of the checkout", () => {
  const { path } = sandbox();
  const own = (...parts: string[]) => path("checkout", ".local", ...parts);
  /** This machine's /var/log, in the sandbox. */
  const podLogs = () => {
    const there = (name: string) => name.replace(/^\/var\/log/, path("log"));
    const names = ["existsSync", "lstatSync", "readdirSync", "readlinkSync", "rmdirSync", "rmSync"] as const;
    const moved = Object.fromEntries(
      names.map((name) => [name, (at: string) => (fs[name] as (at: string) => unknown)(there(at))]),
    );
    const symlinkSync = (target: string, at: string) => fs.symlinkSync(target, there(at));
    return load<typeof PodLogs>("cluster/podLogs", {
      "cluster/layout": temporaryLayout(path()),
      "node:fs": { ...fs, ...moved, symlinkSync },
    });
  };
  const target = () => fs.readlinkSync(path("log", "pods"));
  beforeEach(() => fs.mkdirSync(path("log", "containers"), { recursive: true }));

  it("are led into it, where nothing or an empty folder is in the way", () => {
    podLogs().linkPodLogs();
    assert.equal(target(), own("cluster", "logs", "pods"));
    podLogs().linkPodLogs();
    fs.rmSync(path("log", "pods"));
    fs.mkdirSync(path("log", "pods"));
    assert.equal(podLogs().podLogsProblem(), undefined);
    podLogs().linkPodLogs();
    assert.equal(target(), own("cluster", "logs", "pods"));
  });

  it("are led there too where a dead cluster led them elsewhere", () => {
    fs.symlinkSync(path("gone"), path("log", "pods"));
    assert.equal(podLogs().podLogsProblem(), undefined);
    podLogs().linkPodLogs();
    assert.equal(target(), own("cluster", "logs", "pods"));
  });

  it("of another node are refused, and left alone", () => {
    file(path("log", "pods", "theirs", "0.log"));
    assert.match(podLogs().podLogsProblem() ?? "", /^\/var\/log\/pods has the logs of another Kubernetes node/);
    podLogs().unlinkLogs(own());
    assert.deepEqual(fs.readdirSync(path("log", "pods")), ["theirs"]);
  });

  it("are unlinked, and no others", () => {
    podLogs().linkPodLogs();
    for (const [name, at] of [
      ["ours", own("cluster", "logs", "pods", "a", "0.log")],
      ["through", "/var/log/pods/a/0.log"],
      ["theirs", "/elsewhere/.local/cluster/logs/0.log"],
    ] as const) {
      fs.symlinkSync(at, path("log", "containers", name));
    }
    podLogs().unlinkLogs(own());
    assert.deepEqual(fs.readdirSync(path("log", "containers")), ["theirs"]);
    assert.deepEqual(fs.readdirSync(path("log")), ["containers"]);
    podLogs().unlinkLogs(own());
  });
});
