import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { delimiter } from "node:path";
import { atLeast, firstVersion, foundOnPath, which } from "../../../tools/onPath";
import type { Tool } from "../../../tools/tool";
import { file, program, sandbox } from "./harness";

const tool = (binaries: string[], minimum?: string): Tool => ({
  name: "gadget",
  source: "example.com/gadget",
  version: "1.5.0",
  binaries: binaries.map((name) => ({ name, versionArgs: ["version"] })),
  minimum,
  build: { packages: ["."] },
});

describe("A tool on PATH", () => {
  const { path } = sandbox();
  const says = (name: string, script: string) => program(path("bin", name), script);
  beforeEach(() => {
    process.env.PATH = [path("empty"), "", path("bin")].join(delimiter);
  });

  it("is found when it is new enough", () => {
    says("gadget", '[ "$1" = version ] && echo "gadget v1.5.0 (linux)"');
    assert.equal(foundOnPath(tool(["gadget"], "1.5.0")), true);
  });

  it("is refused when it is too old, by file, version, need and remedy", () => {
    const gadget = says("gadget", "echo 1.4.9");
    assert.throws(() => foundOnPath(tool(["gadget"], "1.5.0")), {
      message:
        `gadget on PATH (${gadget}) is 1.4.9; at least 1.5.0 is needed. ` +
        "Upgrade it, or take it off PATH and version 1.5.0 is built from example.com/gadget.",
    });
  });

  for (const [what, script] of [
    ["says no version", "echo hello"],
    ["fails", "echo 9.9.9; exit 1"],
  ] as const) {
    it(`is refused when it ${what}`, () => {
      says("gadget", script);
      assert.throws(() => foundOnPath(tool(["gadget"], "1.5.0")), /is of no known version; at least 1\.5\.0/);
    });
  }

  it("is not found when one of its binaries is missing, old as the others may be", () => {
    says("gadget", "echo 0.0.1");
    assert.equal(foundOnPath(tool(["gadget", "widget"], "1.5.0")), false);
  });

  it("is not asked for when the local cluster needs exactly its own build", () => {
    says("gadget", "echo 9.9.9");
    assert.equal(foundOnPath(tool(["gadget"])), false);
  });

  it("brings what comes with it", () => {
    const companion = { ...tool(["gadget-language"]), comesWith: "pulumi" };
    assert.equal(foundOnPath(companion), false);
    says("pulumi", "echo v3.999.0");
    assert.equal(foundOnPath(companion), true);
    says("pulumi", "echo v3.0.0");
    assert.throws(() => foundOnPath(companion), /pulumi on PATH .* is 3\.0\.0/);
  });

  it("is the first executable of its name", () => {
    file(path("empty", "gadget"), "not executable");
    const gadget = says("gadget", "");
    assert.equal(which("gadget"), gadget);
    assert.equal(which("widget"), undefined);
    assert.equal(which("gadget", ""), undefined);
  });

  it("is never a folder of its name", () => {
    mkdirSync(path("bin", "gadget"), { recursive: true });
    assert.equal(which("gadget"), undefined);
  });
});

describe("A version", () => {
  for (const [version, minimum, expected] of [
    ["1.2.3", "1.2.3", true],
    ["1.2.4", "1.2.3", true],
    ["1.2.2", "1.2.3", false],
    ["1.10.0", "1.9.9", true],
    ["1.9.9", "1.10.0", false],
    ["2.0.0", "1.99.99", true],
    ["1.99.99", "2.0.0", false],
    ["0.0.0", "0.0.1", false],
  ] as const) {
    it(`${version} is ${expected ? "" : "not "}at least ${minimum}`, () => {
      assert.equal(atLeast(version, minimum), expected);
    });
  }

  for (const [text, expected] of [
    ["v3.220.0\n", "3.220.0"],
    ["Kubernetes v1.35.4", "1.35.4"],
    ["Client Version: v1.32.1\nKustomize Version: v5.5.0", "1.32.1"],
    ["etcd Version: 3.6.8\nGit SHA: abc", "3.6.8"],
    ["client version: 1.31.0-dev", "1.31.0"],
    ["v0.0.0-master+$Format:%H$", "0.0.0"],
    ["version 12", ""],
    ["", ""],
  ] as const) {
    it(`is ${expected || "none"} in ${JSON.stringify(text)}`, () => assert.equal(firstVersion(text), expected));
  }
});
