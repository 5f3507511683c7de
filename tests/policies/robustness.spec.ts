import assert from "node:assert/strict";
import { Mesh } from "../../policies/mesh";
import type { PulumiResource } from "../../policies/resource";
import { objectsOf } from "../../policies/resource";
import { configOf } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { casesOf } from "./cases";

const ODD = [undefined, null, 0, NaN, "", "*", true, [], [null], {}, { hosts: "*" }, Symbol("odd"), () => "*"];

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

const judge = (resource: PulumiResource) =>
  rules.flatMap((rule) => [...rule.check(new Mesh(objectsOf(resource)), configOf(rule, {}))]);

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
    const metadata = {
      get name(): string {
        throw new Error("unknown");
      },
    };
    const props = { metadata, spec: { servers: [{ hosts: ["*"] }] } };
    const found = judge({ type: "kubernetes:networking.istio.io/v1:Gateway", name: "edge", props });
    assert.deepEqual(
      found.map(({ object, path }) => [object.name, path]),
      [["edge", "spec.servers[0].hosts[0]"]],
    );
  });
});
