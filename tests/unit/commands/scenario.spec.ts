import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { RawSettings } from "../../../config";
import { prefix, readStackFile } from "../../../config/stackFile";
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
  /** What is rolled out: the settings, whether of the stack's own file, and whether summed up. */
  let rolledOut: { settings: RawSettings; own: boolean; summarised?: boolean }[];
  let codes: number[];
  beforeEach(() => {
    [rolledOut, codes] = [[], []];
    process.env.STACK_FILE = stackFile();
    // Neither a person's cluster that is not there, nor this checkout's local one, whatever its profile asks of a stack.
    process.env.KUBECONFIG = file(path("kubeconfig"), "");
    file(stackFile(), shop);
  });

  const scenario = (name?: string) => {
    let work: () => Promise<number> = () => Promise.resolve(-1);
    if (name === undefined) delete process.env.NAME;
    else process.env.NAME = name;
    load("commands/scenario", {
      "commands/main": { main: (given: typeof work) => (work = given) },
      "commands/environment": { stack: "dev" },
      "commands/prepare": { say: () => undefined },
      "commands/rollOut": {
        rollOut: (options: { summarised?: boolean } = {}) => {
          const own = process.env.STACK_FILE === stackFile();
          rolledOut.push({ settings: readStackFile("dev"), own, ...options });
          return Promise.resolve(codes.shift() ?? 0);
        },
      },
    });
    return work();
  };
  const named = () => (parse(text()) as { config: Record<string, unknown> }).config[`${prefix}scenario`];
  /** The scenario, what is there of all needs, and in which file, of each roll-out. */
  const steps = () =>
    rolledOut.map(({ settings: { scenario: name, sockShop, loadGenerator }, own, summarised }) => ({
      ...{ name, own, summarised: summarised ?? true, generator: loadGenerator !== undefined },
      v2: (sockShop as { frontEndV2?: boolean }).frontEndV2 ?? false,
    }));
  const last = { own: true, summarised: true, generator: false, v2: false };
  const plain = { name: undefined, own: false, summarised: false, generator: true };

  it("writes a scenario into the stack's file, rolls it out and ends with Pulumi's code", async () => {
    codes = [7];
    assert.equal(await scenario("abort-carts"), 7);
    assert.equal(named(), "abort-carts");
    assert.deepEqual(steps(), [{ ...last, name: "abort-carts" }]);
  });

  it("goes from step to step of one, and to one that needs as much, at once", async () => {
    file(stackFile(), `${shop}  istio-mesh:scenario: canary-front-end\n`);
    await scenario("canary-front-end/2");
    await scenario("mirror-to-v2");
    assert.deepEqual(steps(), [
      { ...last, name: "canary-front-end/2" },
      { ...last, name: "mirror-to-v2" },
    ]);
  });

  it("takes it out with none, back to plain rules before what they led to goes", async () => {
    file(stackFile(), `${shop}  istio-mesh:scenario: canary-front-end/2\n`);
    assert.equal(await scenario("none"), 0);
    assert.equal(text(), shop);
    assert.deepEqual(steps(), [
      { ...plain, v2: true },
      { ...last, name: undefined },
    ]);
    assert.equal(process.env.STACK_FILE, stackFile());
  });

  it("goes by the plain rules to a scenario that needs less", async () => {
    file(stackFile(), `${shop}  istio-mesh:scenario: canary-front-end\n`);
    await scenario("abort-carts");
    assert.deepEqual(steps(), [
      { ...plain, v2: true },
      { ...last, name: "abort-carts" },
    ]);
  });

  it("takes nothing away where the plain rules could not be rolled out", async () => {
    file(stackFile(), `${shop}  istio-mesh:scenario: canary-front-end\n`);
    codes = [255];
    assert.equal(await scenario("none"), 255);
    assert.deepEqual(steps(), [{ ...plain, v2: true }]);
    assert.equal(process.env.STACK_FILE, stackFile());
  });

  for (const name of [undefined, "", "abort-cart", "canary-front-end/3", "abort-carts,delay-carts"]) {
    it(`refuses NAME=${name ?? ""} before it reads anything, and names what there is`, async () => {
      process.env.STACK_FILE = path("missing.yaml");
      const message = new RegExp(
        `^Error: NAME=${name ?? ""}: no such scenario; there are none .*, abort-carts, .*front-end/2`,
      );
      await assert.rejects(scenario(name), message);
      assert.deepEqual(rolledOut, []);
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
    assert.deepEqual(rolledOut, []);
  });

  it("mends a file whose only fault is the scenario in it", async () => {
    for (const name of ["abort-carts", "none"]) {
      file(stackFile(), `${shop}  istio-mesh:scenario: abort-cart\n`);
      assert.equal(await scenario(name), 0);
      assert.equal(named(), name === "none" ? undefined : name);
    }
  });
});
