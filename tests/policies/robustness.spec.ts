import assert from "node:assert/strict";
import fc from "fast-check";
import { stackOf } from "../../policies/bench/stack";
import { UNKNOWN } from "../../policies/model/field";
import type { PulumiResource } from "../../policies/pulumi/resource";
import { objectsOf } from "../../policies/pulumi/resource";
import type { Rule } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { casesOf, judgementsOf } from "./cases";

const SIMPLE = [undefined, null, 0, NaN, "", "*", true, [], [null], {}, { hosts: "*" }];
// The last two have no text: a rule that asks for it would throw.
const ODD = [...SIMPLE, Symbol("odd"), UNKNOWN, [UNKNOWN], { toString: 1 }];

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

const judge = (resources: readonly PulumiResource[], by: readonly Rule[] = rules) =>
  judgementsOf(by, resources.flatMap(objectsOf));

describe("no input", () => {
  for (const rule of rules) {
    it(`makes the rule throw: ${rule.name}'s cases with anything anywhere`, function () {
      this.timeout(60_000);
      let judged = 0;
      for (const { resources } of casesOf(rule.name)) {
        resources.forEach((resource, index) => {
          for (const props of mutants(resource.props)) {
            judge(resources.with(index, { ...resource, props }), [rule]);
            judged++;
          }
        });
      }
      assert.ok(judged > 300, `${judged} mutants`);
    });
  }

  it("makes any rule throw: objects of the cases, mixed, with odd values in several places", function () {
    this.timeout(120_000);
    const known = rules.flatMap(({ name }) => casesOf(name).flatMap(({ resources }) => resources));
    const mixed = fc.array(
      fc.record({
        which: fc.nat(known.length - 1),
        places: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...ODD), fc.jsonValue({ maxDepth: 2 }))), {
          maxLength: 4,
        }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(mixed, (chosen) => {
        const resources = chosen.map(({ which, places }) => {
          const resource = known[which] as PulumiResource;
          return {
            ...resource,
            props: places.reduce<unknown>((props, [at, odd]) => replaced(props, at, odd), resource.props),
          };
        });
        judge(resources);
      }),
      { numRuns: 400 },
    );
  });

  it("makes any rule throw: objects of every kind with arbitrary values", function () {
    this.timeout(120_000);
    const kinds = [...new Set(rules.flatMap((rule) => rule.kinds))].filter((kind) => kind !== "*");
    const resource = fc.record({ kind: fc.constantFrom(...kinds), props: fc.jsonValue({ maxDepth: 4 }) });
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 6 }), (chosen) => {
        judge(
          chosen.map(({ kind, props }) => ({ type: `kubernetes:${kind.replace("/", "/v1:")}`, name: "any", props })),
        );
      }),
      { numRuns: 400 },
    );
  });

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
    for (const type of types) judge([{ type, name: "x", props: { items: [null] } }]);
  });

  it("is too much: ten thousand resources, some of them broken", function () {
    this.timeout(60_000);
    const stack = stackOf(10_000).map((resource, index) => {
      const odd = ODD[index % 100];
      return index % 100 < ODD.length ? { ...resource, props: replaced(resource.props, index, odd) } : resource;
    });
    assert.ok(judge(stack).length > 0);
  });

  it("that is broken passes: an Istio object without a spec that can be read has a finding", () => {
    const kinds = [
      "VirtualService",
      "DestinationRule",
      "Gateway",
      "ServiceEntry",
      "Sidecar",
      "EnvoyFilter",
      "WorkloadEntry",
    ];
    for (const kind of kinds) {
      const type = `kubernetes:networking.istio.io/v1:${kind}`;
      const found = judge([{ type, name: "broken", props: { metadata: { name: "broken" }, spec: "text" } }]);
      assert.ok(found.length > 0, kind);
    }
  });

  it("hides a finding by a name that is not known yet", () => {
    const props = { metadata: { name: UNKNOWN }, spec: { servers: [{ hosts: ["*"] }] } };
    const judged = judge([{ type: "kubernetes:networking.istio.io/v1:Gateway", name: "edge", props }]);
    assert.ok(
      judged.some(({ finding }) => finding.object.name === "edge" && finding.path === "spec.servers[0].hosts[0]"),
    );
  });
});

/** A copy in which the place of that number, counted through the whole value, holds something else. */
function replaced(value: unknown, place: number, odd: unknown): unknown {
  const steps: (string | number)[][] = [];
  const walk = (inner: unknown, path: (string | number)[]) => {
    steps.push(path);
    if (typeof inner !== "object" || inner === null) return;
    for (const [key, one] of Object.entries(inner)) walk(one, [...path, Array.isArray(inner) ? Number(key) : key]);
  };
  walk(value, []);
  const [first, ...rest] = steps[place % steps.length] ?? [];
  if (first === undefined) return odd;
  const copy = structuredCloneOdd(value) as Record<string | number, unknown>;
  let at = copy;
  let last = first;
  for (const step of rest) {
    at = at[last] as Record<string | number, unknown>;
    last = step;
  }
  at[last] = odd;
  return copy;
}

/** A deep copy that takes symbols along, which structuredClone refuses. */
function structuredCloneOdd(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(structuredCloneOdd);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, structuredCloneOdd(inner)]));
}
