import assert from "node:assert/strict";
import { Unanswered, type Cluster } from "../../../../commands/doctor/cluster";
import type * as Diagnose from "../../../../commands/doctor/diagnose";
import { skipped, type Check, type Finding } from "../../../../commands/doctor/finding";
import type * as Installed from "../../../../commands/doctor/installed";
import { load } from "../../tools/harness";
import { cluster, outputs } from "./objects";

describe("make doctor", () => {
  const finding = (severity: Finding["severity"]): Finding => ({
    severity,
    object: "Pod shop/a",
    found: "ill",
    expected: "health",
    next: [],
  });
  const check = (name: string, ...findings: Finding[]): Check => ({
    name,
    run: () => Promise.resolve({ summary: "seen", findings }),
  });
  const version = JSON.stringify({ serverVersion: { gitVersion: "v1.35.4" } });
  const answering = cluster({}, { "kubectl version": version });
  type Found = ReturnType<typeof Installed.installed>;
  const installed: Found = { outputs };
  const run = async (
    checks: Check[],
    { asked = answering, local = true, found = installed }: { asked?: Cluster; local?: boolean; found?: Found } = {},
  ) => {
    const { diagnose } = load<typeof Diagnose>("commands/doctor/diagnose", {
      "commands/environment": { stack: "dev", isLocal: () => local },
      "commands/ownCluster": { clusterName: () => "10.0.0.1-6443" },
      "commands/doctor/cluster": { stackCluster: () => asked },
      "commands/doctor/installed": { installed: () => found },
      "commands/doctor/checks": { checks },
    });
    const said: string[] = [];
    const code = await diagnose((text) => said.push(...text.split("\n")));
    return { code, said };
  };

  it("ends well when all is well", async () => {
    const { code, said } = await run([check("one"), check("two")]);
    assert.equal(code, 0);
    assert.deepEqual(said, [
      "✓ cluster           the local one, Kubernetes v1.35.4",
      "✓ one               seen",
      "✓ two               seen",
      "0 errors, 0 warnings",
    ]);
  });

  it("says which cluster of the person's it looks at", async () => {
    assert.match((await run([], { local: false })).said.join("\n"), /^✓ cluster +10\.0\.0\.1-6443, Kubernetes/);
  });

  it("ends well with warnings, and with what is not there", async () => {
    const none: Check = { name: "none", run: () => Promise.resolve(skipped("there is none")) };
    const { code, said } = await run([check("one", finding("warning")), none]);
    assert.equal(code, 0);
    assert.equal(said.at(-1), "0 errors, 1 warning");
    assert.ok(said.includes("- none              there is none"));
    assert.ok(said.some((line) => line.includes('eval "$(make -s env)"')));
  });

  it("fails with an error", async () => {
    const { code, said } = await run([check("one", finding("error")), check("two")]);
    assert.equal(code, 1);
    assert.equal(said.at(-1), "1 error, 0 warnings");
  });

  it("goes on when one check cannot be made", async () => {
    const broken: Check = { name: "broken", run: () => Promise.reject(new Unanswered("kubectl", ["get", "x"], "no")) };
    const { code, said } = await run([broken, check("two")]);
    assert.equal(code, 1);
    assert.ok(said.includes("✗ broken            not checked"));
    assert.ok(said.includes("✓ two               seen"));
  });

  it("ends at once where nothing is installed", async () => {
    const failure = { summary: "not installed", findings: [finding("error")] };
    const { code, said } = await run([check("one")], { found: { failure } });
    assert.equal(code, 1);
    assert.deepEqual(said, [
      "✗ stack             not installed",
      "    ✗ Pod shop/a: ill; expected health",
      "1 error, 0 warnings",
    ]);
  });

  it("ends at once where the cluster does not answer, and says how to start the local one", async () => {
    const silent = cluster(
      {},
      {
        "kubectl version": () => {
          throw new Unanswered("kubectl", ["version"], "connection refused");
        },
      },
    );
    const { code, said } = await run([check("one")], { asked: silent });
    assert.equal(code, 1);
    assert.ok(said.includes("      next: make cluster"));
    assert.ok(!said.some((line) => line.includes("one ")));
    const theirs = await run([], { asked: silent, local: false });
    assert.ok(!theirs.said.includes("      next: make cluster"));
  });
});
