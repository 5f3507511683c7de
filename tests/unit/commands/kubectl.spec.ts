import assert from "node:assert/strict";
import type * as Kubectl from "../../../commands/kubectl";
import { load, program, sandbox } from "../tools/harness";

describe("kubectl of the commands", () => {
  const { path } = sandbox();
  const kubectl = (chosen?: { file: string; context?: string }) =>
    load<typeof Kubectl>("commands/kubectl", {
      "commands/environment": { stack: "dev", environment: () => ({ PATH: path("bin"), KUBECONFIG: "/local" }) },
      "commands/ownCluster": { chosenKubeconfig: () => chosen },
    }).kubectl;

  it("works on the stack's environment", () => {
    program(path("bin", "kubectl"), 'echo "$KUBECONFIG" "$@"');
    assert.equal(kubectl()("get", "pods"), "/local get pods\n");
  });

  it("works on the cluster that the stack names", () => {
    program(path("bin", "kubectl"), 'echo "$@"');
    assert.equal(
      kubectl({ file: "/mine", context: "prod" })("get", "pods"),
      "--kubeconfig /mine --context prod get pods\n",
    );
  });

  it("says what was asked and what kubectl complained of", () => {
    program(path("bin", "kubectl"), "echo 'not found' >&2; exit 1");
    assert.throws(() => kubectl()("get", "pods"), { message: "kubectl get pods: not found" });
  });

  it("says that kubectl is missing", () => {
    assert.throws(() => kubectl()("get", "pods"), /^Error: kubectl get pods: Error: spawnSync kubectl ENOENT$/);
  });
});
