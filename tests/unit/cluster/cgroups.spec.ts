import assert from "node:assert/strict";
import fs from "node:fs";
import type * as Cgroups from "../../../cluster/cgroups";
import { file, load, sandbox } from "../tools/harness";

describe("The pods' control group", () => {
  const { path } = sandbox();
  const root = "/sys/fs/cgroup";
  /** A kernel's cgroup files, in the sandbox. */
  const cgroups = () => {
    const there = (name: string) => name.replace(root, path("cgroup"));
    const moved = Object.fromEntries(
      (["existsSync", "readdirSync", "readFileSync", "mkdirSync", "writeFileSync"] as const).map((name) => [
        name,
        (at: string, ...rest: unknown[]) => (fs[name] as (...args: unknown[]) => unknown)(there(at), ...rest),
      ]),
    );
    return load<typeof Cgroups>("cluster/cgroups", { "node:fs": { ...fs, ...moved } });
  };

  it("is one folder under version 2", () => {
    file(path("cgroup", "cgroup.controllers"));
    fs.mkdirSync(path("cgroup", "system.slice"));
    const { cgroupFolders, ensureCgroup } = cgroups();
    assert.deepEqual(cgroupFolders(), [`${root}/istio-mesh`]);
    ensureCgroup();
    ensureCgroup();
    assert.ok(fs.existsSync(path("cgroup", "istio-mesh")));
  });

  it("is one folder for each controller under version 1, with its parent's processors", () => {
    for (const controller of ["cpuset", "memory"]) file(path("cgroup", controller, "cgroup.procs"));
    file(path("cgroup", "cpuset", "cpuset.cpus"), "0-1\n");
    file(path("cgroup", "cpuset", "istio-mesh", "cpuset.cpus"), "\n");
    fs.mkdirSync(path("cgroup", "not-a-controller"));
    fs.symlinkSync("memory", path("cgroup", "alias"));
    const { cgroupFolders, ensureCgroup } = cgroups();
    assert.deepEqual(cgroupFolders().sort(), [`${root}/cpuset/istio-mesh`, `${root}/memory/istio-mesh`]);
    ensureCgroup();
    assert.equal(fs.readFileSync(path("cgroup", "cpuset", "istio-mesh", "cpuset.cpus"), "utf8"), "0-1\n");
  });
});
