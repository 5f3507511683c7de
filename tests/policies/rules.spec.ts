import assert from "node:assert/strict";
import { codesOf, render } from "../../policies/finding";
import { rules } from "../../policies/rules";
import { casesOf, findingsOf, objectsIn, summary } from "./cases";

for (const rule of rules) {
  describe(`rule ${rule.name}`, () => {
    for (const one of casesOf(rule.name)) {
      it(`${one.file}: ${one.about}`, () => {
        const found = findingsOf(rule, objectsIn(one), one.config);
        const expected = one.findings.map(({ object, path, found }) => `${object} ${path} ${found}`);
        assert.deepEqual(found.map(summary).sort(), expected.sort());
        for (const { object, path, says = "", codes } of one.findings) {
          const there = found.filter((finding) => summary(finding).startsWith(`${object} ${path} `));
          const text = there.map((finding) => render(rule, finding)).join("\n");
          assert.ok(text.includes(says), `${says}\nis not in\n${text}`);
          if (codes)
            assert.deepEqual(
              there.map((finding) => codesOf(rule, finding)),
              there.map(() => codes),
            );
        }
        for (const finding of found) {
          const codes = codesOf(rule, finding);
          assert.ok(
            codes.every((code) => rule.codes.includes(code)),
            `${codes.join()} of a finding is not of its rule`,
          );
        }
      });
    }
  });
}
