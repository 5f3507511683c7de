import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import type * as Cache from "../../../tools/cache";
import type { GoBuild, Tool } from "../../../tools/tool";
import { file, load, root, sandbox } from "./harness";

describe("The tools' cache", () => {
  const { path } = sandbox();
  const cache = () => load<typeof Cache>("tools/cache");
  const gadget = (build: GoBuild | "pip" = { packages: ["."] }): Tool => ({
    name: "gadget",
    folder: relative(join(root, "tools"), path("pins")),
    source: "example.com/gadget",
    version: "1.0.0",
    binaries: [{ name: "gadget" }],
    build,
  });
  const key = (tool = gadget()) => cache().toolFolder(tool);
  beforeEach(() => {
    file(path("pins", "go.mod"), "module gadget\n");
  });

  it("is below XDG_CACHE_HOME", () => {
    process.env.XDG_CACHE_HOME = path("cache");
    assert.equal(cache().cacheFolder, path("cache", "istio-mesh"));
    assert.match(key(), new RegExp(`^${path("cache", "istio-mesh", "tools", "gadget-")}[0-9a-f]{12}$`));
  });

  it("is below ~/.cache without it", () => {
    delete process.env.XDG_CACHE_HOME;
    assert.equal(cache().cacheFolder, join(homedir(), ".cache", "istio-mesh"));
  });

  it("is below ~/.cache where XDG_CACHE_HOME is empty or not absolute, as its specification says", () => {
    for (const value of ["", "cache"]) {
      process.env.XDG_CACHE_HOME = value;
      assert.equal(cache().cacheFolder, join(homedir(), ".cache", "istio-mesh"));
    }
  });

  for (const name of ["go.mod", "go.sum", "main.go", "prepare.ts", "requirements.txt"]) {
    it(`has another place for another ${name}`, () => {
      const before = key();
      file(path("pins", name), "// changed\n");
      assert.notEqual(key(), before);
    });
  }

  it("has another place for other flags", () => {
    const packages = ["."];
    const builds: (GoBuild | "pip")[] = [
      { packages },
      { packages: ["./cmd"] },
      { packages, tags: "agent" },
      { packages, set: { "main.version": "1" } },
      { packages, set: { "main.version": "2" } },
      { packages, copies: [["example.com/gadget", "script"]] },
      { packages, copies: [["example.com/gadget", "script", "elsewhere"]] },
      "pip",
    ];
    assert.equal(new Set(builds.map((build) => key(gadget(build)))).size, builds.length);
  });

  it("has the same place for the same pins, whatever else lies beside them", () => {
    const before = key();
    file(path("pins", "README.md"), "notes");
    assert.equal(key(), before);
  });

  it("calls a tool built when its folder is there", () => {
    process.env.XDG_CACHE_HOME = path("cache");
    const { isBuilt, toolFolder } = cache();
    assert.equal(isBuilt(gadget()), false);
    mkdirSync(toolFolder(gadget()), { recursive: true });
    assert.equal(isBuilt(gadget()), true);
  });
});
