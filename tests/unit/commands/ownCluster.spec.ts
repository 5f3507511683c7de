import assert from "node:assert/strict";
import { userInfo } from "node:os";
import type * as OwnCluster from "../../../commands/ownCluster";
import type { TargetSearch } from "../../../config/target";
import { file, load, sandbox } from "../tools/harness";

describe("A cluster of the person's own", () => {
  const { path } = sandbox();
  const module = (target?: Partial<TargetSearch["target"]>) =>
    load<typeof OwnCluster>("commands/ownCluster", {
      "config/stackFile": { readStackFile: () => ({}) },
      "config/target": { root: path(), targetCluster: () => ({ target }) },
    });

  it("is found where the program finds it: below the project, below home, anywhere", () => {
    const chosen = (kubeconfig: string) => module({ kubeconfig, context: "prod" }).chosenKubeconfig("dev");
    assert.deepEqual(chosen("mine/config"), { file: path("mine", "config"), context: "prod" });
    assert.deepEqual(chosen("~/.kube/config"), { file: `${userInfo().homedir}/.kube/config`, context: "prod" });
    assert.deepEqual(chosen("/etc/config"), { file: "/etc/config", context: "prod" });
    assert.equal(module().chosenKubeconfig("dev"), undefined);
  });

  describe("has a folder's name after its API server", () => {
    const named = (server: string, context?: string) => {
      file(
        path("config"),
        JSON.stringify({
          "current-context": "now",
          contexts: [
            { name: "now", context: { cluster: "first" } },
            { name: "prod", context: { cluster: "second" } },
          ],
          clusters: [
            { name: "first", cluster: { server: "https://192.0.2.1:6443" } },
            { name: "second", cluster: { server } },
          ],
        }),
      );
      return module({ kubeconfig: "config", context }).clusterName("dev");
    };
    for (const [server, expected] of [
      ["https://api.example.com:6443", "api.example.com-6443"],
      ["https://rancher.example.com/k8s/clusters/c-1", "rancher.example.com-k8s-clusters-c-1"],
      ["https://[2001:db8::1]:6443", "-2001-db8-1-6443"],
    ] as const) {
      it(server, () => assert.equal(named(server, "prod"), expected));
    }

    it("of the current context where none is named", () =>
      assert.equal(named("https://x", undefined), "192.0.2.1-6443"));

    it("never leaves its folder", () => assert.doesNotMatch(named("https://../../etc", "prod"), /\//));

    it("or says that there is none", () => {
      assert.equal(module().clusterName("dev"), "no-cluster");
      assert.equal(named("https://x", "unknown"), "no-server");
    });
  });
});
