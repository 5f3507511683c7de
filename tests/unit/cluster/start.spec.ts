import assert from "node:assert/strict";
import type * as Start from "../../../cluster/start";
import { load, never, sandbox } from "../tools/harness";
import { temporaryLayout } from "./temporaryLayout";

describe("startCluster", () => {
  const { path } = sandbox();

  it("says every problem in one line and what to do instead, before anything is changed", async () => {
    const refuses = (name: string) => ({ [name]: never(name) });
    const { startCluster } = load<typeof Start>("cluster/start", {
      "cluster/layout": temporaryLayout(path()),
      "cluster/owner": { owner: () => undefined, ...refuses("claim"), ...refuses("exclusively") },
      "cluster/preflight": {
        problems: () => ["this is not root", "port 6443 is in use"],
        ...refuses("missingPackages"),
      },
      "cluster/daemon": { ...refuses("ensureRunning"), ...refuses("running") },
      "node:child_process": refuses("execFileSync"),
      "node:fs": { ...refuses("mkdirSync"), ...refuses("writeFileSync"), ...refuses("existsSync") },
    });
    await assert.rejects(startCluster(never("say")), {
      message: "No local cluster here: this is not root; port 6443 is in use. Or point KUBECONFIG at your own cluster.",
    });
  });
});
