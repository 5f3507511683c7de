import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import { parse } from "yaml";
import { render } from "../../policies/finding";
import { rules } from "../../policies/rules";
import { casesOf, judgementsOf } from "./cases";
import { objectsOf } from "../../policies/pulumi/resource";
import type { Pack } from "../../policies/bench/client";
import { PACK, startPack } from "../../policies/bench/client";

// Pulumi's mark for a string that is not known at preview (sdk/go/common/resource/plugin/rpc.go: UnknownStringValue).
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const GATEWAY = "kubernetes:networking.istio.io/v1:Gateway";

describe("the built pack, asked as the Pulumi CLI asks it", function () {
  this.timeout(60_000);
  let pack: Pack;

  before(async () => {
    execFileSync("npm", ["run", "--silent", "build"], { cwd: PACK, stdio: ["ignore", "ignore", "inherit"] });
    pack = await startPack();
  });
  after(() => pack.stop());

  it("is where PulumiPolicy.yaml and package.json say", () => {
    const { main, runtime } = parse(readFileSync(join(PACK, "PulumiPolicy.yaml"), "utf8")) as Record<string, string>;
    const manifest = JSON.parse(readFileSync(join(PACK, "package.json"), "utf8")) as Record<string, string>;
    assert.deepEqual([runtime, main, manifest.main], ["nodejs", "bin/pack.js", "bin/pack.js"]);
  });

  it("names every rule with its level and its settings", async () => {
    const { name, policiesList } = await pack.info();
    assert.equal(name, "istio-guard");
    assert.deepEqual(
      policiesList.map((policy) => [policy.name, policy.description, policy.enforcementlevel]),
      rules.map((rule) => [
        rule.name,
        rule.description,
        EnforcementLevel[rule.enforcement.level === "mandatory" ? "MANDATORY" : "ADVISORY"],
      ]),
    );
    const settings = policiesList.map((policy) =>
      policy.configschema?.properties?.fieldsMap.map(([key]) => key).sort(),
    );
    assert.deepEqual(
      settings,
      rules.map((rule) => Object.keys(rule.config.shape).sort()),
    );
  });

  it("keeps the levels of a pack that only configures rules, in another program's pack too", async () => {
    const own = await startPack(join(PACK, "../examples/own-program/policy-pack/index.js"));
    try {
      const { policiesList, initialconfigMap } = await own.info();
      const listed = policiesList.find((policy) => policy.name === "explicit-hosts");
      const configured = initialconfigMap.find(([name]) => name === "explicit-hosts")?.[1];
      assert.deepEqual(
        [listed?.enforcementlevel, configured?.enforcementlevel],
        [EnforcementLevel.MANDATORY, EnforcementLevel.MANDATORY],
      );
    } finally {
      own.stop();
    }
  });

  const off = Object.fromEntries(rules.map(({ name }) => [name, { enforcementLevel: "disabled" }]));

  for (const rule of rules) {
    for (const one of casesOf(rule.name)) {
      it(`finds what the rule finds: ${rule.name}/${one.file}`, async () => {
        await pack.configure({ ...off, [rule.name]: one.config });
        // As the pack takes a stack, in the order of URNs.
        const resources = [...one.resources].sort((a, b) =>
          (a.urn ?? "") < (b.urn ?? "") ? -1 : a.urn === b.urn ? 0 : 1,
        );
        const judged = judgementsOf([rule], resources.flatMap(objectsOf), { [rule.name]: one.config });
        const diagnostics = [
          ...(await Promise.all(one.resources.map((resource) => pack.judge(resource)))).flat(),
          ...(await pack.judgeStack(one.resources)),
        ];
        const said = diagnostics.map(({ message, enforcementlevel }) => `${enforcementlevel} ${message}`);
        const expected = judged.map(({ finding, silenced }) => {
          const level = EnforcementLevel[silenced === undefined ? "MANDATORY" : "ADVISORY"];
          return `${level} ${rule.description}\n${render(rule, finding, silenced)}`;
        });
        assert.deepEqual(said.sort(), expected.sort());
        assert.ok(diagnostics.every(({ policyname }) => policyname === rule.name));
      });

      const { mended } = one;
      if (mended === undefined) continue;
      it(`mends what the rule mends: ${rule.name}/${one.file}`, async () => {
        await pack.configure({ ...off, [rule.name]: { ...one.config, enforcementLevel: "remediate" } });
        const after = await Promise.all(
          one.resources.map(async (resource) => (await pack.remediate(resource)) ?? resource.props),
        );
        assert.deepEqual(after, mended);
      });
    }
  }

  it("refuses settings that are wrong before it judges anything", async () => {
    await assert.rejects(
      pack.configure({ "explicit-hosts": { allowedDomains: ["a.example.com"] } }),
      /Configuration of rule explicit-hosts .*\n +explicit-hosts: Unrecognized key: "allowedDomains"$/,
    );
  });

  it("reports what stands before a value not known at preview, and that this value is judged later", async () => {
    await pack.configure({ ...off, "explicit-hosts": {} });
    const servers = [{ hosts: ["*", UNKNOWN, "*.com"] }];
    const diagnostics = await pack.judge({ type: GATEWAY, name: "edge", props: { spec: { servers } } });
    assert.deepEqual(
      diagnostics.map(({ enforcementlevel }) => enforcementlevel),
      [EnforcementLevel.MANDATORY, EnforcementLevel.ADVISORY],
    );
    assert.match(diagnostics[0]?.message ?? "", /spec\.servers\[0\]\.hosts\[0\]\n/);
    assert.match(diagnostics[1]?.message ?? "", /hosts\[1\]\n.* not known before the update/);
  });

  it("does not stumble over unknown values that no rule asks for", async () => {
    await pack.configure({ ...off, "explicit-hosts": {} });
    const metadata = { name: UNKNOWN, namespace: UNKNOWN, labels: { a: UNKNOWN } };
    const spec = {
      selector: { istio: UNKNOWN },
      servers: [{ hosts: ["shop.example.com"], port: { number: UNKNOWN } }],
    };
    assert.deepEqual(
      await pack.judge({ type: GATEWAY, name: "edge", props: { apiVersion: UNKNOWN, metadata, spec } }),
      [],
    );
  });
});
