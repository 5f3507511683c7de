import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { RawSettings } from "../../config";
import { ownKeys, readStackFile, stacks } from "../../config/stackFile";
import { root } from "../../config/target";
import { titleOf } from "../../policies/finding";
import { isJudgement, judge } from "../../policies/judge";
import { Mesh } from "../../policies/mesh";
import type { GuardOptions } from "../../policies/options";
import { active, enforce } from "../../policies/options";
import { objectsOf } from "../../policies/pulumi/resource";
import { rules } from "../../policies/rules";
import { scenarios, stepName } from "../../scenarios";
import { runProgram } from "../unit/support/program";

/** What the pack says at level mandatory of what the program registers with these settings. */
async function refusedIn(settings: RawSettings, options: GuardOptions = {}): Promise<string[]> {
  const { resources } = await runProgram("dev", settings);
  const objects = resources.flatMap(({ type, name, urn, inputs }) => objectsOf({ type, name, urn, props: inputs }));
  assert.ok(objects.length > 0);
  return [...judge(objects, new Mesh(objects), active(enforce(rules, options)))]
    .filter(isJudgement)
    .filter(({ level }) => level === "mandatory")
    .map(({ rule, finding }) => `${rule.name}: ${titleOf(finding.object)} ${finding.path} ${finding.found}`);
}

/** What a stack's policy-config file says of rules' settings, such as its Kubernetes version; never the levels it lowers. */
function settingsFor(stack: string): GuardOptions {
  const file = join(root, `policy-config.${stack}.json`);
  const given = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as GuardOptions) : {};
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => typeof value === "object" && !("enforcementLevel" in value)),
  );
}

const stackIn = (file: string): RawSettings =>
  ownKeys((parse(readFileSync(join(root, file), "utf8")) as { config: RawSettings }).config);

describe("the pack, over the project's own stacks, refuses", function () {
  this.timeout(60_000);

  for (const stack of stacks()) {
    it(`nothing of stack ${stack}`, async () =>
      assert.deepEqual(await refusedIn(readStackFile(stack), settingsFor(stack)), []));
  }

  for (const file of ["addons", "environments", "noGateway", "ownApp", "ownAppTls"]) {
    it(`nothing of the tests' stack ${file}`, async () => {
      assert.deepEqual(await refusedIn(stackIn(`tests/e2e/stacks/${file}.yaml`)), []);
    });
  }

  for (const { name, steps, exceptions = {} } of scenarios) {
    for (const index of steps.keys()) {
      const step = stepName(name, index);
      it(`nothing of lesson ${step}, with the lesson's exceptions`, async () => {
        const settings = { ...stackIn("Pulumi.dev.yaml"), scenario: step };
        assert.deepEqual(await refusedIn(settings, exceptions as GuardOptions), []);
      });
    }
  }
});
