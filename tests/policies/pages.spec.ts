import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ISTIOCTL, KIALI, NOT_BEFORE_DEPLOYMENT } from "../../policies/docs/codes";
import { pages } from "../../policies/docs/pages";
import { rules } from "../../policies/rules";

const FOLDER = join(__dirname, "../../docs/policies");

describe("the reference of rules", () => {
  let made: Map<string, string>;
  before(async () => {
    made = await pages();
  });

  it("is what npm run generate:policies writes", () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), [...made.keys()].sort());
    for (const [file, text] of made) assert.equal(readFileSync(join(FOLDER, file), "utf8"), text, file);
  });

  it("covers at least 100 findings of istioctl and Kiali, and says of every other why it cannot", () => {
    const covered = new Set(rules.flatMap((rule) => rule.codes));
    const all = [...ISTIOCTL, ...KIALI].map(([code]) => code);
    const unexplained = all.filter((code) => !covered.has(code) && !(code in NOT_BEFORE_DEPLOYMENT));
    assert.deepEqual(unexplained, []);
    assert.deepEqual(
      [...covered].filter((code) => !all.includes(code)),
      [],
    );
    assert.ok(all.filter((code) => covered.has(code)).length >= 100);
  });
});
