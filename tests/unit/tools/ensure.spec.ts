import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import os from "node:os";
import { join, relative } from "node:path";
import type * as Cache from "../../../tools/cache";
import type * as Ensure from "../../../tools/ensure";
import type * as GoBuild from "../../../tools/goBuild";
import type { Tool } from "../../../tools/tool";
import { file, load, program, root, sandbox } from "./harness";

const gib = 1024 ** 3;

describe("ensureTools", () => {
  const goCache = execFileSync("go", ["env", "GOCACHE"], { encoding: "utf8" }).trim();
  const { path } = sandbox();
  let cache: typeof Cache;
  let said: string[];
  const say = (line: string) => said.push(line);
  const tool = (name: string, source = "package main\n\nfunc main() {}\n"): Tool => {
    file(path("pins", name, "go.mod"), `module ${name}\n\ngo 1.21\n`);
    file(path("pins", name, "main.go"), source);
    return {
      name,
      folder: relative(join(root, "tools"), path("pins", name)),
      source: `example.com/${name}`,
      version: "1.0.0",
      binaries: [{ name }],
      build: { packages: ["."] },
    };
  };
  /** The real thing, with `build` in the place of the Go compiler, on a machine with that much memory. */
  const ensureWith = (build: typeof GoBuild.goBuild, memory = 64) =>
    load<typeof Ensure>("tools/ensure", {
      "tools/cache": cache,
      "tools/goBuild": { goBuild: build },
      "node:os": { ...os, availableParallelism: () => 4, freemem: () => memory * gib },
    }).ensureTools;
  const ensure = (tools: Tool[]) => {
    const goBuild = load<typeof GoBuild>("tools/goBuild", { "tools/cache": cache });
    return ensureWith(goBuild.goBuild)(tools, say);
  };
  const left = () => readdirSync(join(cache.cacheFolder, "building"));
  beforeEach(() => {
    // Go's own cache lies below XDG_CACHE_HOME too, and without it every test would build the standard library.
    process.env.GOCACHE = goCache;
    process.env.XDG_CACHE_HOME = path("cache");
    cache = load<typeof Cache>("tools/cache");
    said = [];
  });

  it("builds what is missing, says so, and has nothing to do or say the second time", async () => {
    const gadget = tool("gadget");
    await ensure([gadget]);
    assert.equal(execFileSync(join(cache.toolFolder(gadget), "gadget"), { encoding: "utf8" }), "");
    assert.equal(said[0], `Building 1 of 1 tools from pinned sources into ${cache.cacheFolder}`);
    assert.equal(said[1], "[1/1] gadget 1.0.0: building from example.com/gadget");
    assert.match(said[2] ?? "", /^\[1\/1\] gadget: built in \d+ s; \d+ s in all$/);
    assert.equal(said.length, 3);
    assert.deepEqual(left(), []);
    said = [];
    await ensure([gadget]);
    assert.deepEqual(said, []);
  }).timeout(30_000);

  it("names the tool, its module and the way out when a build fails, and leaves nothing half-made", async () => {
    const broken = tool("broken", "package main\n\nfunc main() { nonsense }\n");
    const failed = ensure([{ ...broken, minimum: "1.0.0" }]);
    await assert.rejects(failed, (error: Error) => {
      assert.match(error.message, /^broken 1\.0\.0 could not be built from example\.com\/broken:\n/);
      assert.match(error.message, /undefined: nonsense/);
      assert.match(
        error.message,
        /Check that the Go module proxy answers \(go env GOPROXY\) and that the disk has room/,
      );
      assert.match(error.message, /run `make tools TOOL=broken` again, or put broken 1\.0\.0 or newer on PATH\.$/);
      return true;
    });
    assert.equal(cache.isBuilt(broken), false);
    assert.deepEqual(left(), []);
  }).timeout(30_000);

  it("says that go is missing", async () => {
    process.env.PATH = path("empty");
    await assert.rejects(ensure([tool("gadget")]), /go is not on PATH: install Go .*https:\/\/go\.dev\/dl/);
  });

  it("names PyPI for what pip installs", async () => {
    program(path("bin", "python3"), 'echo "No matching distribution" >&2; exit 1');
    process.env.PATH = path("bin");
    const failed = ensure([{ ...tool("gadget"), build: "pip" }]);
    await assert.rejects(failed, /No matching distribution\nCheck that PyPI answers/);
  });

  it("says that python3 is missing", async () => {
    process.env.PATH = path("empty");
    await assert.rejects(ensure([{ ...tool("gadget"), build: "pip" }]), /ENOENT|python3 is not/);
  });

  it("starts anew where a build was interrupted", async () => {
    const gadget = tool("gadget");
    mkdirSync(join(cache.cacheFolder, "building", `gadget-${process.pid}`), { recursive: true });
    file(join(cache.cacheFolder, "building", `gadget-${process.pid}`, "half"), "made");
    await ensureWith((_tool, _build, target) => Promise.resolve(void file(join(target, "gadget"))))([gadget], say);
    assert.deepEqual(readdirSync(cache.toolFolder(gadget)), ["gadget"]);
  });

  it("removes what a build of a process that is gone left behind", async () => {
    file(join(cache.cacheFolder, "building", "gadget-4194305", "half"), "made");
    await ensureWith(() => Promise.resolve())([tool("gadget")], say);
    assert.deepEqual(left(), []);
  });

  it("takes what another process finished meanwhile", async () => {
    const gadget = tool("gadget");
    await ensureWith((_tool, _build, target) => {
      file(join(target, "gadget"), "ours");
      file(join(cache.toolFolder(gadget), "gadget"), "theirs");
      return Promise.resolve();
    })([gadget], say);
    assert.ok(existsSync(join(cache.toolFolder(gadget), "gadget")));
    assert.deepEqual(left(), []);
  });

  for (const [memory, atOnce] of [
    [64, 2],
    [10, 2],
    [9, 1],
    [1, 1],
  ] as const) {
    it(`builds ${atOnce} at a time with ${memory} GiB of free memory`, async () => {
      let [now, most] = [0, 0];
      const build = async () => {
        most = Math.max(most, ++now);
        await new Promise(setImmediate);
        now--;
      };
      await ensureWith(build, memory)(
        ["a", "b", "c"].map((name) => tool(name)),
        say,
      );
      assert.equal(most, atOnce);
    });
  }

  it("starts no further build after one has failed", async () => {
    const begun: string[] = [];
    const build = (failing: Tool) => {
      begun.push(failing.name);
      return Promise.reject(new Error("no"));
    };
    await assert.rejects(
      ensureWith(build, 1)(
        ["a", "b", "c"].map((name) => tool(name)),
        say,
      ),
      /^Error: a 1\.0\.0 could not/,
    );
    assert.deepEqual(begun, ["a"]);
  });

  it("ends only when the builds beside the failed one have ended", async () => {
    let ended = false;
    const build = async ({ name }: Tool) => {
      if (name === "a") throw new Error("no");
      await new Promise(setImmediate);
      ended = true;
    };
    await assert.rejects(ensureWith(build)([tool("a"), tool("b")], say));
    assert.ok(ended);
  });
});
