import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Mesh } from "../../policies/mesh";
import { objectsOf } from "../../policies/resource";
import { configOf } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { casesOf } from "./cases";

const ROOT = join(__dirname, "../..");
const names = rules.map((rule) => rule.name);

describe("the registry of rules", () => {
  it("has every file of policies/rules once, in the order of their names", () => {
    const files = readdirSync(join(ROOT, "policies/rules")).filter((file) => file !== "index.ts");
    assert.deepEqual(
      names.map((name) => `${name}.ts`),
      files.sort(),
    );
  });

  it("has no folder of cases without a rule", () => {
    const folders = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.deepEqual(folders.map((folder) => folder.name).sort(), names);
  });

  const pages = readFileSync(join(ROOT, "docs/policies.md"), "utf8").split(/^## /m).slice(1);

  it("has no section of a rule that is gone in docs/policies.md", () => {
    const sections = pages
      .map((page) => page.split("\n", 1)[0] ?? "")
      .filter((title) => /^[a-z]+(-[a-z]+)*$/.test(title));
    assert.deepEqual(sections.sort(), names);
  });

  for (const rule of rules) {
    describe(rule.name, () => {
      it("has a kebab-case name that Pulumi does not reserve", () => {
        assert.match(rule.name, /^[a-z]+(-[a-z]+)+$/);
      });

      it("says in a sentence what must hold, why it is enforced as it is, and what each setting does", () => {
        for (const text of [rule.description, rule.enforcement.reason]) assert.match(text, /^[A-Z].{20,}\.$/);
        for (const [key, setting] of Object.entries(rule.config.shape)) {
          assert.ok(setting.description, `${key} is not described`);
          assert.ok(setting.safeParse(undefined).success, `${key} has no default`);
        }
      });

      it("has cases that pass and cases that fail", () => {
        const cases = casesOf(rule.name);
        assert.ok(cases.some(({ findings, resources }) => findings.length === 0 && resources.length > 0));
        assert.ok(cases.some(({ findings }) => findings.length > 0));
      });

      it("has its section in docs/policies.md, with why, bad, good and every setting", () => {
        const page = pages.find((text) => text.startsWith(`${rule.name}\n`)) ?? "";
        for (const part of [rule.description, "**Why**", "**Bad**", "**Good**", "**Settings**"]) {
          assert.ok(page.includes(part), `${part} is not in its section`);
        }
        for (const key of Object.keys(rule.config.shape))
          assert.ok(page.includes(`\`${key}\``), `${key} is not in its section`);
        for (const code of rule.codes) assert.ok(page.includes(code), `${code} is not in its section`);
      });

      it("refuses the sample under Bad and not the one under Good", () => {
        const page = pages.find((text) => text.startsWith(`${rule.name}\n`)) ?? "";
        const findings = ["Bad", "Good"].map((side) => {
          const sample = page.split(`**${side}**`)[1]?.split("```")[1]?.replace("yaml", "") ?? "";
          const props = parse(sample) as { apiVersion: string; kind: string };
          const objects = objectsOf({ type: `kubernetes:${props.apiVersion}:${props.kind}`, name: side, props });
          assert.equal(objects.length, 1, side);
          return [...rule.check(new Mesh(objects), configOf(rule, {}))].length;
        });
        assert.deepEqual(findings, [1, 0]);
      });
    });
  }
});
