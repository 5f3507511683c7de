import assert from "node:assert/strict";
import type { Finding } from "../../policies/finding";
import { render } from "../../policies/finding";
import { Mesh } from "../../policies/mesh";
import { objectsOf } from "../../policies/resource";
import { configOf } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { casesOf } from "./cases";

const summary = ({ object, path, found }: Finding) =>
  `${object.kind} ${object.namespace ?? "none"}/${object.name} ${path} ${found}`;

for (const rule of rules) {
  describe(`rule ${rule.name}`, () => {
    for (const { file, about, config, findings, resources } of casesOf(rule.name)) {
      it(`${file}: ${about}`, () => {
        const found = [...rule.check(new Mesh(resources.flatMap(objectsOf)), configOf(rule, config))];
        const inOrder = found.map(summary).sort();
        assert.deepEqual(inOrder, findings.map(({ object, path, found }) => `${object} ${path} ${found}`).sort());
        for (const { object, path, says = "" } of findings) {
          const text = found
            .filter((one) => summary(one).startsWith(`${object} ${path} `))
            .map((one) => render(rule, one));
          assert.ok(text.join("\n").includes(says), `${says}\nis not in\n${text.join("\n")}`);
        }
      });
    }
  });
}
