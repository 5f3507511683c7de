import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import type * as Wipe from "../../../cluster/wipe";
import { file, load, never, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("Cleaning up after the local cluster", () => {
  const { path } = sandbox();
  /** Without any program: only what lies in folders can be removed. */
  const module = () =>
    load<typeof Wipe>("cluster/wipe", {
      "cluster/layout": temporaryLayout(path()),
      "cluster/daemon": {
        allRunning: never("allRunning"),
        stop: never("stop"),
        end: never("end"),
        markOf: never("markOf"),
      },
      "node:child_process": { execFileSync: never("execFileSync") },
    });

  it("removes a checkout's folder, and no other", () => {
    const [own, other] = [file(path("checkout", ".local", "cluster", "x")), file(path("checkout", "src", "x"))];
    module().removeFolder(path("checkout", ".local"));
    module().removeFolder(path("checkout", ".local"));
    assert.equal(existsSync(own), false);
    assert.throws(() => module().removeFolder(path("checkout", "src")), /src is not a checkout's \.local folder/);
    assert.ok(existsSync(other));
  });

  it("finds mounts at and below a folder, the innermost first", () => {
    const table = [
      "/dev/vda / ext4 rw 0 0",
      "overlay /c/.local overlay rw 0 0",
      "tmpfs /c/.local/a\\040b tmpfs rw 0 0",
      "shm /c/.local/a\\040b/shm tmpfs rw 0 0",
      "tmpfs /c/.local-other tmpfs rw 0 0",
      "",
    ].join("\n");
    assert.deepEqual(module().mountsBelow("/c/.local", table), ["/c/.local/a b/shm", "/c/.local/a b", "/c/.local"]);
    assert.deepEqual(module().mountsBelow("/elsewhere", table), []);
  });

  it("takes Kubernetes' chains, and what leads to them, out of the packet filter", () => {
    const saved = `*nat
:PREROUTING ACCEPT [0:0]
:DOCKER - [0:0]
:KUBE-SERVICES - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A KUBE-SERVICES -d 10.67.0.1/32 -p tcp -j ACCEPT
COMMIT
`;
    const kept = `*nat
:PREROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
COMMIT
`;
    assert.equal(module().withoutKubeRules(saved), kept);
    assert.equal(module().withoutKubeRules(kept), kept);
  });

  it("finds a group's processes, and none where the group went meanwhile", () => {
    file(path("group", "cgroup.procs"), "1\n2\n");
    file(path("group", "pod", "cgroup.procs"), "3\n");
    mkdirSync(path("group", "gone"));
    assert.deepEqual(module().groupProcesses(path("group")), [1, 2, 3]);
    assert.deepEqual(module().groupProcesses(path("never")), []);
  });

  it("finds the routes and addresses of the cluster, and no others", () => {
    const routes = [
      "default via 192.0.2.1 dev eth0 ",
      "10.66.0.2 dev vethc0c05750 scope host ",
      "unreachable 10.66.1.0/24 ",
      "unreachable 10.6.0.0/16 ",
      "10.69.0.0/16 dev wg0 scope link ",
      "",
    ].join("\n");
    assert.deepEqual(module().ownRoutes(routes), [["10.66.0.2"], ["unreachable", "10.66.1.0/24"]]);
    const addresses = [
      "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever",
      "1: lo    inet 10.68.0.1/32 scope global lo\\       valid_lft forever preferred_lft forever",
      "1: lo    inet 10.69.0.1/32 scope global lo\\       valid_lft forever preferred_lft forever",
    ].join("\n");
    assert.deepEqual(module().ownAddresses(addresses), ["10.68.0.1/32"]);
  });
});
