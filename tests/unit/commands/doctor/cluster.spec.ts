import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type * as ClusterModule from "../../../../commands/doctor/cluster";
import { file, load, program, sandbox } from "../../tools/harness";

describe("The cluster that the doctor asks", () => {
  const { path } = sandbox();
  const module = (chosen?: { file: string; context?: string }) =>
    load<typeof ClusterModule>("commands/doctor/cluster", {
      "commands/environment": { stack: "dev", environment: () => ({ PATH: `${path("bin")}:/bin:/usr/bin` }) },
      "commands/ownCluster": { chosenKubeconfig: () => chosen },
    });

  it("is the one that the stack names", async () => {
    program(path("bin", "kubectl"), 'echo "$@"');
    program(path("bin", "istioctl"), 'echo "$@"');
    const { kubectl, istioctl } = module({ file: "/mine", context: "prod" }).stackCluster();
    assert.equal(await kubectl("version"), "--kubeconfig /mine --context prod version\n");
    assert.equal(await istioctl("version"), "--kubeconfig /mine --context prod version\n");
    assert.equal(await module().stackCluster().kubectl("version"), "version\n");
  });

  it("is asked once for the same objects", async () => {
    const log = file(path("log"));
    program(path("bin", "kubectl"), `echo "$@" >>${log}; echo '{"items":[{"a":1}]}'`);
    const { list } = module().stackCluster();
    const lists = await Promise.all([list("pods"), list("pods"), list("pods", "shop"), list("nodes")]);
    assert.deepEqual(lists[0], [{ a: 1 }]);
    assert.deepEqual(readFileSync(log, "utf8").trim().split("\n").sort(), [
      "get nodes -A -o json",
      "get pods -A -o json",
      "get pods -n shop -o json",
    ]);
  });

  it("says what was asked and what the program complained of", async () => {
    program(path("bin", "kubectl"), "echo 'not allowed' >&2; exit 1");
    const { stackCluster, Unanswered } = module();
    await assert.rejects(stackCluster().list("pods"), (error) => {
      assert.ok(error instanceof Unanswered);
      const { program, args, complaint, missing } = error;
      assert.deepEqual(
        { program, args, complaint, missing },
        {
          program: "kubectl",
          args: ["get", "pods", "-A", "-o", "json"],
          complaint: "not allowed",
          missing: false,
        },
      );
      return true;
    });
  });

  it("says that a program is missing", async () => {
    const { stackCluster, Unanswered } = load<typeof ClusterModule>("commands/doctor/cluster", {
      "commands/environment": { stack: "dev", environment: () => ({ PATH: path("bin") }) },
      "commands/ownCluster": { chosenKubeconfig: () => undefined },
    });
    await assert.rejects(stackCluster().istioctl("version"), (error) => error instanceof Unanswered && error.missing);
  });
});
