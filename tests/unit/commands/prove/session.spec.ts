import assert from "node:assert/strict";
import { proven } from "../../../../commands/prove/report";
import { lesson } from "./lesson";
import { happenings, own, scene, shares } from "./sessionScene";

describe("A session of proofs", () => {
  const session = scene();
  const switched = (name: string, verdict = "ok     ") => [
    ...["start", `up ${name}`, `settled ${name}`, "stop", `loads ${name}`, `${verdict} ${name}`],
  ];
  const begin = ["Bringing what 2 scenario(s) need", "up base", "settled base"];

  it("brings what all scenarios need, puts each step into force, makes its loads, and goes", async () => {
    const of = session();
    await of.run();
    assert.deepEqual(happenings.did, [
      ...begin,
      ...switched("one"),
      ...switched("two"),
      ...switched("two/2"),
      "remove barrier",
    ]);
    assert.deepEqual(
      of.proofs.map(({ scenario }) => scenario),
      ["one", "two", "two", "bystander"],
    );
    assert.ok(of.proofs.every(proven));
    assert.ok((of.proofs[0]?.seconds ?? 0) >= 1, "with the time of its switch");
  });

  it("lays each step over the same settings: those of the stack, without its own scenario, with all needs", async () => {
    await session().run();
    const base = {
      namespaces: own.namespaces,
      sockShop: { ...(own.sockShop as object), frontEndV2: true },
      loadGenerator: { namespace: "shop" },
    };
    const steps = ["one", "two", "two/2"].map((scenario) => ({ ...base, scenario }));
    assert.deepEqual(happenings.written, [base, ...steps]);
    assert.equal(own.scenario, "abort-carts");
  });

  it("refuses namespaces of others with all needs in view, before anything is changed", () => {
    happenings.fails["refuse foreign"] = "namespace bookinfo exists already";
    assert.throws(() => session().refuseForeign(), { message: "namespace bookinfo exists already" });
    assert.deepEqual(
      [happenings.did, happenings.written.length, happenings.written[0]?.loadGenerator],
      [["refuse foreign"], 1, { namespace: "shop" }],
    );
  });

  it("takes over in its first roll-out what a killed run began", async () => {
    await session().run({ environment: {}, takesOver: true, finish: () => undefined });
    assert.equal(happenings.did[1], "up base recovering");
    assert.equal(happenings.did.filter((name) => name.endsWith("recovering")).length, 1);
  });

  for (const [what, failing] of [
    ["cannot be rolled out", "up one"],
    ["does not reach every sidecar", "settled one"],
    ["costs the bystander itself", "start"],
  ] as const) {
    it(`goes on after a step that ${what}`, async () => {
      happenings.fails[failing] = "no luck";
      happenings.when["FAILED  one"] = () => (happenings.fails = {});
      const of = session();
      await of.run();
      assert.deepEqual([of.proofs[0]?.error, of.proofs.slice(1).every(proven)], ["no luck", true]);
      assert.ok(!happenings.did.includes("loads one"));
      assert.deepEqual(happenings.did.slice(-switched("two/2").length - 1), [...switched("two/2"), "remove barrier"]);
    });
  }

  it("ends the bystander of a step that could not be rolled out, and tells why it could not", async () => {
    happenings.fails = { "up one": "policy violations", stop: "unreachable" };
    happenings.when["FAILED  one"] = () => (happenings.fails = {});
    const of = session();
    await of.run();
    assert.equal(of.proofs[0]?.error, "policy violations");
    assert.deepEqual(happenings.did.slice(3, 7), ["start", "up one", "stop", "FAILED  one"]);
  });

  it("tells a step whose proof fails, and calls that a bystander lost", async () => {
    const of = session([lesson("wrong", [[shares]]), lesson("lossy", [[shares, shares]])]);
    await of.run();
    assert.ok(happenings.did.includes("FAILED  wrong") && happenings.did.includes("ok      lossy"));
    assert.equal(of.proofs.at(-1)?.judgements[0]?.seen, "2 in lossy, of 200");
  });

  it("does not begin where what the scenarios need cannot be brought", async () => {
    happenings.fails["up base"] = "pulumi up ended with 255";
    await assert.rejects(session().run(), { message: "pulumi up ended with 255" });
    assert.deepEqual(happenings.did, begin.slice(0, 2));
    happenings.fails = { "settled base": "Waited 60 s" };
    await assert.rejects(session().run(), { message: "Waited 60 s" });
    assert.equal(happenings.did.at(-1), "remove barrier");
  });
});
