import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../policies/rules";
import { CASES, casesOf, findingsOf, objectsIn } from "./cases";

const ROOT = join(__dirname, "../..");
const names = rules.map((rule) => rule.name);

describe("the registry of rules", () => {
  it("has every file of policies/rules once, in the order of their names", () => {
    const files = readdirSync(join(ROOT, "policies/rules")).map((file) => file.replace(/\.ts$/, ""));
    assert.deepEqual(names, files.filter((name) => name !== "index").sort());
  });

  it("has no folder of cases without a rule", () => {
    assert.deepEqual(readdirSync(CASES).sort(), names);
  });

  for (const rule of rules) {
    describe(rule.name, () => {
      it("has a kebab-case name that Pulumi does not reserve", () => {
        assert.match(rule.name, /^[a-z]+[a-z0-9]*(-[a-z0-9]+)+$/);
      });

      it("says in a sentence what must hold, why it is enforced as it is, and what each setting does", () => {
        for (const text of [rule.description, rule.enforcement.reason]) assert.match(text, /^[A-Z][^]{20,}\.$/);
        assert.ok(rule.why.length > 80, "it does not say why");
        for (const [key, setting] of Object.entries(rule.config.shape)) {
          assert.ok(setting.description, `${key} is not described`);
          assert.ok(setting.safeParse(undefined).success, `${key} has no default`);
        }
      });

      it("judges kinds by group and name", () => {
        assert.ok(rule.kinds.length > 0);
        for (const kind of rule.kinds) assert.match(kind, /^([a-z][a-z0-9.]*\/[A-Z][A-Za-z]+|\*)$/);
      });

      it("covers codes of istioctl and Kiali, each once", () => {
        for (const code of rule.codes) assert.match(code, /^(IST|KIA)\d{4}$/);
        assert.equal(new Set(rule.codes).size, rule.codes.length);
      });

      it("has cases that pass and cases that fail", () => {
        const cases = casesOf(rule.name);
        assert.ok(cases.some(({ findings, resources }) => findings.length === 0 && resources.length > 0));
        assert.ok(cases.some(({ findings }) => findings.length > 0));
      });

      it("refuses the example that its page shows as bad, and not the good one, by default settings", () => {
        const cases = new Map(casesOf(rule.name).map((one) => [one.file, one]));
        const findings = ["bad.yaml", "good.yaml"].map((file) => {
          const one = cases.get(file);
          assert.ok(one, `there is no ${file}`);
          assert.deepEqual(one.config, {}, file);
          return findingsOf(rule, objectsIn(one)).length > 0;
        });
        assert.deepEqual(findings, [true, false]);
      });

      if (rule.mend) {
        it("has a case of what it mends, after which it finds nothing", () => {
          assert.ok(casesOf(rule.name).some(({ mended }) => mended !== undefined));
        });
      }
    });
  }
});
