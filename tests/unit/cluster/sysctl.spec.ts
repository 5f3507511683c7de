import assert from "node:assert/strict";
import fs from "node:fs";
import type * as Sysctl from "../../../cluster/sysctl";
import { file, load, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("Settings of the kernel that an old kube-proxy changes", () => {
  const { path } = sandbox();
  const sysctl = () => {
    const there = (name: string) => name.replace(/^\/proc\/sys/, path("sys"));
    return load<typeof Sysctl>("cluster/sysctl", {
      "cluster/layout": temporaryLayout(path()),
      "node:fs": {
        ...fs,
        readFileSync: (at: string, encoding: "utf8") => fs.readFileSync(there(at), encoding),
        writeFileSync: (at: string, text: string) => fs.writeFileSync(there(at), text),
      },
    });
  };
  const setting = () => path("sys", "net", "ipv4", "conf", "all", "route_localnet");
  beforeEach(() => {
    file(setting(), "0\n");
    fs.mkdirSync(path("run"));
  });

  it("are put back as they were before the first start", () => {
    sysctl().keepSysctls();
    fs.writeFileSync(setting(), "1\n");
    sysctl().keepSysctls();
    sysctl().restoreSysctls();
    assert.equal(fs.readFileSync(setting(), "utf8"), "0\n");
  });

  it("stay as they are where nothing was noted, or the note was cut off", () => {
    fs.writeFileSync(setting(), "1\n");
    sysctl().restoreSysctls();
    file(path("run", "sysctl.json"), '{"/proc');
    sysctl().restoreSysctls();
    assert.equal(fs.readFileSync(setting(), "utf8"), "1\n");
  });
});
