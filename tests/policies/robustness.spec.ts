import assert from "node:assert/strict";
import { UNKNOWN } from "../../policies/model/field";
import type { PulumiResource } from "../../policies/pulumi/resource";
import { objectsOf } from "../../policies/pulumi/resource";
import { rules } from "../../policies/rules";
import { casesOf, judgementsOf } from "./cases";

const ODD = [undefined, null, 0, NaN, "", "*", true, [], [null], {}, { hosts: "*" }, UNKNOWN];

/** Every copy of `value` in which one place, however deep, holds something odd. */
function* mutants(value: unknown): Iterable<unknown> {
  yield* ODD;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const mutant of mutants(inner)) {
      yield Array.isArray(value) ? value.with(Number(key), mutant) : { ...value, [key]: mutant };
    }
  }
}

const judge = (...resources: PulumiResource[]) => judgementsOf(rules, resources.flatMap(objectsOf));

describe("no input", () => {
  for (const rule of rules) {
    it(`makes the rules throw: ${rule.name}'s cases with anything anywhere`, () => {
      let judged = 0;
      for (const resource of casesOf(rule.name).flatMap(({ resources }) => resources)) {
        for (const props of mutants(resource.props)) {
          judge({ ...resource, props });
          judged++;
        }
      }
      assert.ok(judged > 1000, `${judged} mutants`);
    });
  }

  it("makes the model throw: type tokens of any form", () => {
    const types = [
      "",
      ":",
      "::",
      "pulumi:pulumi:Stack",
      "aws:s3/bucket:Bucket",
      "kubernetes:core/v1:Service",
      "a:b/c:List",
    ];
    for (const type of types) judge({ type, name: "x", props: { items: [null] } });
  });

  it("hides a finding by a name that is not known yet", () => {
    const props = { metadata: { name: UNKNOWN }, spec: { servers: [{ hosts: ["*"] }] } };
    const judged = judge({ type: "kubernetes:networking.istio.io/v1:Gateway", name: "edge", props });
    assert.ok(
      judged.some(({ finding }) => finding.object.name === "edge" && finding.path === "spec.servers[0].hosts[0]"),
    );
  });
});
