import assert from "node:assert/strict";
import { parse } from "yaml";
import { withScenarioKey } from "../../../commands/scenarioKey";

describe("The scenario in a stack's file", () => {
  const text = [
    "# Our shop.",
    "config:",
    "  # The mesh.",
    "  istio-mesh:mesh: { mtls: STRICT } # always",
    "  istio-mesh:version: '1.31'",
    "",
    "  kubernetes:context: mine",
    "encryptionsalt: v1:abc",
    "",
  ];
  const given = text.join("\n");
  const withKey = (line: string) =>
    [...text.slice(0, 7), `  istio-mesh:scenario: ${line}`, ...text.slice(7)].join("\n");

  it("comes last, comments and order stay", () => {
    assert.equal(withScenarioKey(given, "abort-carts"), withKey("abort-carts"));
  });

  it("changes where it stands, and its own comment stays", () => {
    assert.equal(withScenarioKey(withKey("abort-carts # for now"), "delay-carts"), withKey("delay-carts # for now"));
  });

  it("goes without a trace", () => assert.equal(withScenarioKey(withKey("canary-front-end/2"), "none"), given));

  it("goes where nothing stands behind it", () => assert.equal(withScenarioKey(withKey(""), "none"), given));

  it("leaves every character where there is nothing to change", () => {
    const own = "config: {istio-mesh:mesh:   {}}\r\n\r\n# end";
    assert.equal(withScenarioKey(own, "none"), own);
    const on = "config:\n    istio-mesh:scenario:   abort-carts\n";
    assert.equal(withScenarioKey(on, "abort-carts"), on);
  });

  it("leaves everything else as a person wrote it, and takes itself out again", () => {
    for (const own of [
      'config:\n    a: [{ b: 1e3 }]   # odd\n\n    c:\n    - "d"\n    -   e\n\n# end\n',
      "config:\n  a: |\n    text\n    more\n",
      "config:\n  a: 1\n  # the last word",
      "config:\n  a:\nencryptionsalt: v1:abc\n",
      "config:\r\n  a: 1\r\n",
      "config:\n  a: 1\n  b:\n",
    ]) {
      const on = withScenarioKey(own, "abort-carts");
      assert.equal(on.replace(/^ +istio-mesh:scenario: abort-carts\n/m, ""), own);
      assert.equal(withScenarioKey(on, "none"), own);
      const other = withScenarioKey(on, "canary-front-end/2");
      assert.equal(other, on.replace("abort-carts", "canary-front-end/2"));
    }
  });

  it("comes into flow style and goes out of it", () => {
    const on = withScenarioKey("config: { istio-mesh:mesh: {} } # all\n", "abort-carts");
    assert.equal(on, "config: { istio-mesh:mesh: {}, istio-mesh:scenario: abort-carts } # all\n");
    assert.equal(withScenarioKey(on, "none"), "config: { istio-mesh:mesh: {} } # all\n");
  });

  for (const [what, file] of [
    ["nothing", ""],
    ["a comment alone", "# mine\n"],
    ["no config", "encryptionsalt: v1:abc\n"],
    ["a config with nothing behind it", "config:\nencryptionsalt: v1:abc\n"],
    ["an empty config", "config: {}\n"],
  ] as const) {
    it(`comes into a file with ${what}, and is not looked for there`, () => {
      assert.equal(withScenarioKey(file, "none"), file);
      const others = { ...(parse(file) as object | null), config: { "istio-mesh:scenario": "abort-carts" } };
      assert.deepEqual(parse(withScenarioKey(file, "abort-carts")), others);
    });
  }

  it("means the same to whoever reads the rest", () => {
    const own =
      'config:\n    a: &x {b: 0x1F}\n    c: *x\n    d: "2026-01-01"\n    e: >-\n      long\n      text\n    f: off\n';
    const { config } = parse(own) as { config: object };
    assert.deepEqual(parse(withScenarioKey(own, "abort-carts")), {
      config: { ...config, "istio-mesh:scenario": "abort-carts" },
    });
    assert.match(withScenarioKey(own, "abort-carts"), /^ +d: "2026-01-01"$/m);
  });
});
