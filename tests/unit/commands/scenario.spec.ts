import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { prefix } from "../../../config/stackFile";
import { file, load, sandbox } from "../tools/harness";

describe("make scenario", () => {
  const { path } = sandbox();
  const stackFile = () => path("Pulumi.dev.yaml");
  const text = () => readFileSync(stackFile(), "utf8");
  const shop = [
    "config:",
    "  istio-mesh:namespaces: [{ name: shop }] # one",
    "  istio-mesh:sockShop: { namespace: shop, host: shop.example.com }",
    "",
  ].join("\n");
  /** What the file says when it is rolled out; undefined where that does not happen. */
  let rolledOut: string | undefined;
  beforeEach(() => {
    rolledOut = undefined;
    process.env.STACK_FILE = stackFile();
    // A person's cluster that is not there would be a problem of its own.
    delete process.env.KUBECONFIG;
    file(stackFile(), shop);
  });

  const scenario = (name?: string) => {
    let work: () => Promise<number> = () => Promise.resolve(-1);
    if (name === undefined) delete process.env.NAME;
    else process.env.NAME = name;
    load("commands/scenario", {
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/environment": { stack: "dev" },
      "commands/rollOut": { rollOut: () => ((rolledOut = text()), Promise.resolve(7)) },
    });
    return work();
  };
  const named = () => (parse(text()) as { config: Record<string, unknown> }).config[`${prefix}scenario`];

  it("writes a scenario, or a later step of one, into the stack's file and rolls it out", async () => {
    for (const name of ["abort-carts", "canary-front-end/2"]) {
      assert.equal(await scenario(name), 7, "Pulumi's code");
      assert.equal(named(), name);
      assert.equal(rolledOut, text());
    }
  });

  it("takes it out again with none", async () => {
    await scenario("abort-carts");
    assert.equal(await scenario("none"), 7);
    assert.equal(text(), shop);
    assert.equal(rolledOut, shop);
  });

  for (const name of [undefined, "", "abort-cart", "canary-front-end/3", "abort-carts,delay-carts"]) {
    it(`refuses NAME=${name ?? ""} before it reads anything, and names what there is`, async () => {
      process.env.STACK_FILE = path("missing.yaml");
      const message = new RegExp(
        `^Error: NAME=${name ?? ""}: no such scenario; there are none .*, abort-carts, .*front-end/2`,
      );
      await assert.rejects(scenario(name), message);
      assert.equal(rolledOut, undefined);
    });
  }

  it("says which stacks there are where this one has no file, and makes none", async () => {
    process.env.STACK_FILE = path("missing.yaml");
    await assert.rejects(scenario("abort-carts"), /There is no stack "dev": missing\.yaml does not exist/);
    assert.equal(existsSync(path("missing.yaml")), false);
  });

  it("puts the file back, to the character, where the scenario cannot be", async () => {
    const without = "config: {istio-mesh:namespaces:   []}\n";
    file(stackFile(), without);
    await assert.rejects(scenario("abort-carts"), /istio-mesh:scenario: .*abort-carts.*nothing without Sock Shop/);
    assert.equal(text(), without);
    assert.equal(rolledOut, undefined);
  });

  it("mends a file whose only fault is the scenario in it", async () => {
    for (const name of ["abort-carts", "none"]) {
      file(stackFile(), `${shop}  istio-mesh:scenario: abort-cart\n`);
      assert.equal(await scenario(name), 7);
      assert.equal(named(), name === "none" ? undefined : name);
    }
  });
});
