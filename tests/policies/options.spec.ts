import assert from "node:assert/strict";
import type { GuardOptions } from "../../policies/options";
import { enforce } from "../../policies/options";
import { rules } from "../../policies/rules";

const levelsOf = (options: GuardOptions) =>
  new Map(enforce(rules, options).map(({ rule, level }) => [rule.name, level]));

describe("the options of a pack", () => {
  it("leave every rule at its own level", () => {
    assert.deepEqual(levelsOf({}), new Map(rules.map((rule) => [rule.name, rule.enforcement.level])));
    assert.deepEqual(levelsOf({ preset: "baseline" }), levelsOf({}));
  });

  it("strict: make every rule mandatory", () => {
    assert.deepEqual(new Set(levelsOf({ preset: "strict" }).values()), new Set(["mandatory"]));
  });

  it("off-in-tests: turn off what is for production only, and nothing else", () => {
    const levels = levelsOf({ preset: "off-in-tests" });
    for (const rule of rules) {
      assert.equal(levels.get(rule.name), rule.offInTests ? "disabled" : rule.enforcement.level, rule.name);
    }
  });

  it("all: give a level to every rule that has none of its own", () => {
    const levels = levelsOf({ preset: "strict", all: "advisory", "explicit-hosts": "disabled" });
    assert.equal(levels.get("explicit-hosts"), "disabled");
    assert.equal(levels.get("istio-mutual"), "advisory");
  });

  it("take a level and settings together", () => {
    const options = { "explicit-hosts": { enforcementLevel: "advisory" as const, allowDelegates: true } };
    const found = enforce(rules, options).find(({ rule }) => rule.name === "explicit-hosts");
    assert.equal(found?.level, "advisory");
    assert.deepEqual(found.config, { allowedWildcardDomains: [], allowDelegates: true });
  });

  it("are refused with every problem at once", () => {
    const options = {
      preset: "lax",
      all: "error",
      "explicit-hosts-only": "advisory",
      "istio-mutual": "warn",
      "explicit-hosts": { allowedDomains: [] },
    } as unknown as GuardOptions;
    assert.throws(
      () => enforce(rules, options),
      (error: Error) => {
        for (const said of [
          'preset: "lax" is none; allowed: baseline, strict, off-in-tests',
          'all: "error" is no enforcement level; allowed: advisory, mandatory, remediate, disabled',
          "explicit-hosts-only: there is no such rule; did you mean explicit-hosts",
          'istio-mutual: "warn" is no enforcement level',
          'explicit-hosts: Unrecognized key: "allowedDomains"',
        ]) {
          assert.ok(error.message.includes(said), `${said}\nis not in\n${error.message}`);
        }
        return true;
      },
    );
  });
});
