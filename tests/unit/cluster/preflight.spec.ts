import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import type * as Preflight from "../../../cluster/preflight";
import { load, program, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

const gib = 1024 ** 3;
const header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";
/** A line of /proc/net/tcp: address in hex, port, state. */
const socket = (address: string, port: number, state = "0A") =>
  `   0: ${address}:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 ${state} 00000000:00000000 00:00000000\n`;

/** A machine on which everything is as the local cluster needs it, unless said otherwise. */
interface Machine {
  platform?: string;
  arch?: string;
  uid?: number;
  disk?: number;
  memory?: number;
  tcp?: string;
  tcp6?: string;
  addresses?: Record<string, string>;
}

describe("The check before the local cluster starts", () => {
  const { path } = sandbox();
  const own = { platform: process.platform, arch: process.arch, getuid: process.getuid };
  const be = (name: keyof typeof own, value: unknown) => Object.defineProperty(process, name, { value });
  const tool = (name: string, script = "exit 0") => program(path("bin", name), script);
  const module = (machine: Machine = {}) => {
    be("platform", machine.platform ?? "linux");
    be("arch", machine.arch ?? "x64");
    be("getuid", () => machine.uid ?? 0);
    const given: Record<string, string> = {
      "/proc/net/tcp": header + (machine.tcp ?? ""),
      "/proc/net/tcp6": header + (machine.tcp6 ?? ""),
    };
    const interfaces = Object.entries(machine.addresses ?? { eth0: "192.168.1.2" });
    return load<typeof Preflight>("cluster/preflight", {
      "cluster/layout": temporaryLayout(path()),
      "node:fs": {
        ...fs,
        existsSync: (file: string) => file.startsWith("/usr/lib/cni") || fs.existsSync(file),
        readFileSync: (file: string) => given[file] ?? assert.fail(file),
        statfsSync: () => ({ bavail: machine.disk ?? 100 * gib, bsize: 1 }),
      },
      "node:os": {
        ...os,
        freemem: () => machine.memory ?? 16 * gib,
        networkInterfaces: () => Object.fromEntries(interfaces.map(([name, address]) => [name, [{ address }]])),
      },
    });
  };
  const problems = (machine?: Machine, found = false) => module(machine).problems(found);
  beforeEach(() => {
    fs.mkdirSync(path("checkout"));
    process.env.PATH = path("bin");
    for (const name of ["containerd", "ctr", "runc", "iptables", "ip", "openssl", "tar", "umount", "mount"]) tool(name);
    tool("iptables-save", "echo '*filter'");
  });
  afterEach(() => Object.entries(own).forEach(([name, value]) => be(name as "arch", value)));

  it("finds nothing on a machine that has it all, and leaves nothing there", () => {
    assert.deepEqual(problems(), []);
    assert.deepEqual(fs.readdirSync(path("checkout")), []);
  });

  const single: [string, Machine, string | RegExp][] = [
    ["another system", { platform: "darwin", uid: 501 }, "this is darwin, and the local cluster needs Linux"],
    ["another processor", { arch: "arm64" }, "this processor is arm64, and the stand-in images are built for x64"],
    ["another user", { uid: 1000 }, "this is not root, and containers, mounts and addresses need root (try sudo)"],
    ["a full disk", { disk: 1.26 * gib }, /^the disk of \S+\/checkout has 1\.3 GiB free, and 4\.0 are needed$/],
    ["too little memory", { memory: 2 * gib }, "2.0 GiB of memory are free, and 3.0 are needed"],
    ["a port in use", { tcp: socket("00000000", 6443) }, "port 6443 is in use"],
    ["a port in use over IPv6", { tcp6: socket("0".repeat(32), 10250) }, "port 10250 is in use"],
    [
      "its ranges in use",
      { addresses: { tun0: "10.67.3.4" } },
      "interface tun0 has 10.67.3.4, inside the local cluster's ranges (10.68.0.0/16, 10.66.0.0/16, 10.67.0.0/16)",
    ],
  ];
  for (const [what, machine, expected] of single) {
    it(`names ${what} in one line`, () => {
      const [line, ...others] = problems(machine);
      assert.deepEqual(others, []);
      if (typeof expected === "string") assert.equal(line, expected);
      else assert.match(line ?? "", expected);
    });
  }

  const harmless: [string, Machine][] = [
    ["a listener on another address", { tcp: socket("0100007F", 6443) }],
    ["a connection from such a port", { tcp: socket("00000000", 6443, "01") }],
    ["a listener on another port", { tcp: socket("00000000", 8080) }],
    ["a neighbouring range", { addresses: { eth0: "10.6.7.8", eth1: "110.66.0.1" } }],
  ];
  for (const [what, machine] of harmless) it(`lets ${what} be`, () => assert.deepEqual(problems(machine), []));

  it("names a file system that overlayfs does not mount on, and leaves nothing there", () => {
    tool("mount", "exit 32");
    assert.match(problems().join(), /^overlayfs cannot be mounted on \S+, and containers need it$/);
    assert.deepEqual(fs.readdirSync(path("checkout")), []);
  });

  it("names another Kubernetes node", () => {
    tool("iptables-save", "echo ':KUBE-SERVICES - [0:0]'");
    assert.deepEqual(problems(), [
      "there are packet filter rules of another Kubernetes node (KUBE- chains): a node cannot share a machine",
    ]);
  });

  it("names every problem at once", () => {
    assert.equal(problems({ arch: "arm64", uid: 1000, disk: 0, memory: 0, tcp: socket("00000000", 2379) }).length, 5);
  });

  it("takes what a cluster that is there uses for its own", () => {
    tool("iptables-save", "echo ':KUBE-SERVICES - [0:0]'");
    const used = { tcp: socket("00000000", 6443), addresses: { lo: "10.68.0.1" }, memory: 0 };
    assert.deepEqual(problems(used, true), []);
    assert.equal(problems({ ...used, uid: 1000 }, true).length, 1);
  });

  it("leaves missing packages to apt-get, and names them where there is none", () => {
    fs.rmSync(path("bin", "ctr"));
    fs.rmSync(path("bin", "containerd"));
    fs.rmSync(path("bin", "runc"));
    assert.deepEqual(problems(), ["containerd, runc are not installed, and without apt-get they are yours to install"]);
    tool("apt-get");
    assert.deepEqual(problems(), []);
    assert.deepEqual(module().missingPackages(), ["containerd", "runc"]);
  });
});
