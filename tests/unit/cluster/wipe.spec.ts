import assert from "node:assert/strict";
import { existsSync } from "node:fs";
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
});
