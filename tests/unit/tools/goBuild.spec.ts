import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { goBuild } from "../../../tools/goBuild";
import type { GoBuild, Tool } from "../../../tools/tool";
import { file, program, root, sandbox } from "./harness";

describe("goBuild", () => {
  const { path } = sandbox();
  const build = async (how: GoBuild) => {
    mkdirSync(path("target"));
    mkdirSync(path("pins"));
    file(path("module", "scripts", "run.sh"), "echo");
    program(
      path("bin", "go"),
      `if [ "$1 $2" = "mod download" ]; then echo '{"Dir":"${path("module")}"}'; fi
printf '%s\\n' "$@" "CGO=$CGO_ENABLED" "GOFLAGS=$GOFLAGS" "GOWORK=$GOWORK" "IN=$PWD" >> ${path("calls")}`,
    );
    process.env.PATH = `${path("bin")}:/usr/bin:/bin`;
    process.env.GOFLAGS = "-mod=vendor";
    const tool = { name: "gadget", folder: relative(join(root, "tools"), path("pins")), build: how } as Tool;
    await goBuild(tool, how, path("target"));
    return readFileSync(path("calls"), "utf8").split("\n");
  };

  it("builds what go.sum pins, whatever flags the person's shell has", async () => {
    const calls = await build({
      packages: ["example.com/a", "example.com/b"],
      tags: "x,y",
      set: { "m.v": "1", "m.w": "2" },
    });
    assert.deepEqual(calls.slice(0, 5), ["build", "-trimpath", "-tags", "x,y", "-ldflags"]);
    assert.deepEqual(calls.slice(5, 10), [
      "-s -w -X m.v=1 -X m.w=2",
      "-o",
      path("target") + "/",
      "example.com/a",
      "example.com/b",
    ]);
    assert.deepEqual(calls.slice(10, 14), ["CGO=0", "GOFLAGS=-mod=readonly", "GOWORK=off", `IN=${path("pins")}`]);
  });

  it("names a module of our own like the tool", async () => {
    const calls = await build({ packages: ["."] });
    assert.deepEqual(calls.slice(0, 7), [
      "build",
      "-trimpath",
      "-ldflags",
      "-s -w",
      "-o",
      path("target", "gadget"),
      ".",
    ]);
  });

  it("lays files of a module beside the binaries, executable", async () => {
    await build({ packages: ["."], copies: [["example.com/module", "scripts/run.sh"]] });
    assert.equal(statSync(path("target", "run.sh")).mode & 0o777, 0o755);
  });

  it("lays files and folders of a module where they are wanted", async () => {
    await build({
      packages: ["."],
      copies: [
        ["example.com/module", "scripts/run.sh", "deploy/start.sh"],
        ["example.com/module", "scripts", "resources/scripts"],
      ],
    });
    for (const copy of ["deploy/start.sh", "resources/scripts/run.sh"]) {
      assert.equal(readFileSync(path("target", copy), "utf8"), "echo");
    }
  });

  it("compiles nothing for a tool of copies", async () => {
    const calls = await build({ packages: [], copies: [["example.com/module", "scripts/run.sh"]] });
    assert.deepEqual(calls.slice(0, 4), ["mod", "download", "-json", "example.com/module"]);
    assert.ok(!calls.includes("build"));
  });

  it("builds the module that a tool prepares, and leaves nothing of it", async () => {
    const work = path("target", "work");
    const calls = await build({
      packages: ["example.com/a"],
      prepare: async (preparation) => {
        assert.equal(preparation.work, work);
        assert.equal(preparation.pins, path("pins"));
        assert.equal(await preparation.folderOf("example.com/module"), path("module"));
        await preparation.go(preparation.pins, "generate");
        file(join(work, "go.mod"), "module prepared");
      },
    });
    const [downloaded, generated, built] = ["mod", "generate", "build"].map((verb) => calls.indexOf(verb));
    assert.ok(downloaded === 0 && (generated ?? 0) > 0 && (built ?? 0) > (generated ?? 0), calls.join(" "));
    assert.deepEqual(
      calls.filter((line) => line.startsWith("IN=")),
      [path("pins"), path("pins"), work].map((folder) => `IN=${folder}`),
    );
    assert.equal(existsSync(work), false);
  });
});
