import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterFolder, runFolder } from "../../cluster/layout";
import { processes } from "../../cluster/processes";
import { root } from "../../config/target";
import { kubectl, makeWell } from "./support";

/** Every process that makes up the cluster. */
const processNames = () => processes().map(({ name }) => name);

const mark = (name: string) =>
  JSON.parse(readFileSync(join(runFolder, "processes", `${name}.json`), "utf8")) as { pid: number };

const kill = (name: string) => process.kill(mark(name).pid, "SIGKILL");

/** A second checkout of this project, as far as the cluster is concerned. */
function secondCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), "checkout-"));
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of listed.split("\n").filter((name) => name && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

export function cluster(): void {
  describe("the local cluster", () => {
    const other = secondCheckout();
    const inOther = (program: string) => {
      const done = spawnSync("node", ["--require", "tsx/cjs", program], { cwd: other, encoding: "utf8" });
      return { code: done.status, output: done.stdout + done.stderr };
    };
    after("clean up both", async () => {
      inOther("cluster/down.ts");
      rmSync(other, { recursive: true, force: true });
      await makeWell("cluster-down");
    });

    it("is found running by a second start", async () => {
      assert.match((await makeWell("cluster")).output, /found running/);
    });

    for (const name of [
      "containerd",
      "etcd",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kubelet",
      "kube-proxy",
    ]) {
      it(`is mended when ${name} was killed`, async () => {
        kill(name);
        assert.match((await makeWell("cluster")).output, new RegExp(`started \\(.*${name}`));
        assert.match(kubectl("get", "--raw=/readyz"), /ok/);
      });
    }

    it("is mended when all of it was killed", async () => {
      processNames().forEach(kill);
      await makeWell("cluster");
      assert.match(kubectl("get", "nodes"), / Ready /);
    });

    it("refuses a second checkout while it lives, and names the way out", () => {
      const { code, output } = inOther("cluster/up.ts");
      assert.notEqual(code, 0);
      assert.match(output, new RegExp(`Another checkout's local cluster runs on this machine \\(${root}`));
      assert.match(output, new RegExp(`make -C ${root} cluster-down`));
    });

    it("is taken over by another checkout when it was killed without clean-up", () => {
      processNames().forEach(kill);
      const { code, output } = inOther("cluster/up.ts");
      assert.equal(code, 0, output);
      assert.match(output, /Cleaning up after the local cluster/);
      assert.ok(!existsSync(clusterFolder), "the dead cluster's state is still there");
      assert.ok(existsSync(join(other, ".local", "kubeconfig")));
    });

    it("leaves no process, mount, packet filter rule or address behind", () => {
      const { code, output } = inOther("cluster/down.ts");
      assert.equal(code, 0, output);
      assert.doesNotMatch(readFileSync("/proc/self/mounts", "utf8"), /istio-mesh|\.local\/cluster/);
      assert.doesNotMatch(execFileSync("iptables-save", { encoding: "utf8" }), /KUBE-|10\.6[678]\./);
      assert.doesNotMatch(execFileSync("ip", ["address"], { encoding: "utf8" }), /10\.6[678]\./);
      assert.ok(!existsSync(runFolder) || readdirSync(runFolder).length === 0);
      assert.equal(spawnSync("pgrep", ["-f", runFolder]).status, 1, "a process of the cluster still runs");
    });
  });
}
