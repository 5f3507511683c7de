import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog, findTool, type Tool } from "../../../tools/catalog";
import { atLeast } from "../../../tools/onPath";
import { root } from "./harness";

const tools = join(root, "tools");
const folderOf = (tool: Tool) => tool.folder ?? tool.name;
const text = (tool: Tool, name: string) => readFileSync(join(tools, folderOf(tool), name), "utf8");

/** Versions that a go.mod requires, by module. */
function pinned(tool: Tool): Map<string, string> {
  const lines = text(tool, "go.mod").matchAll(/^(?:require )?\s*([\w./-]+\.[\w./-]+) (v\S+)/gm);
  return new Map([...lines].map(([, module = "", version = ""]) => [module, version]));
}

/** Tools whose module carries a commit, not their version: what says the version instead. */
const byOther: Record<string, [module: string, version: RegExp]> = {
  istio: ["istio.io/istio", /^v0\.0\.0-20260827124520-/],
  "istio-analyze": ["istio.io/istio", /^v0\.0\.0-20260827124520-/],
  "pulumi-resource-kubernetes": ["github.com/pulumi/pulumi-kubernetes/sdk/v4", /^v4\.18\.1$/],
};

describe("The catalog of tools", () => {
  it("has every folder that pins one, and none besides", () => {
    const pinning = readdirSync(tools, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) => ["go.mod", "requirements.txt"].some((pin) => existsSync(join(tools, name, pin))));
    assert.deepEqual([...new Set(catalog.map(folderOf))].sort(), pinning.sort());
  });

  it("has one tool of each name and of each binary", () => {
    const names = [
      catalog.map(({ name }) => name),
      catalog.flatMap(({ binaries }) => binaries.map(({ name }) => name)),
    ];
    for (const list of names) assert.equal(new Set(list).size, list.length);
  });

  for (const tool of catalog) {
    describe(tool.name, () => {
      it("has the version that is pinned", () => {
        if (tool.build === "pip") return assert.match(text(tool, "requirements.txt"), new RegExp(`==${tool.version} `));
        if (tool.name === "stand-in") return assert.equal(pinned(tool).size, 0);
        const [module, version] = byOther[folderOf(tool)] ?? [];
        const modules = [...pinned(tool)].filter(([name]) =>
          module ? name === module : name.replace(/\/(pkg\/)?v\d+$/, "") === tool.source,
        );
        assert.notEqual(modules.length, 0, `go.mod does not require ${tool.source}`);
        for (const [, found] of modules) assert.match(found, version ?? new RegExp(`^v${tool.version}$`));
      });

      it("builds packages that its folder pins", () => {
        if (tool.build === "pip") return;
        const [first] = tool.build.packages;
        if (first === ".") return assert.ok(existsSync(join(tools, folderOf(tool), "main.go")));
        const modules = [...pinned(tool).keys()];
        const copied = (tool.build.copies ?? []).map(([module]) => module);
        for (const path of [...tool.build.packages, ...copied]) {
          assert.ok(
            modules.some((module) => path === module || path.startsWith(`${module}/`)),
            path,
          );
        }
        if (!existsSync(join(tools, folderOf(tool), "go.sum"))) assert.equal(modules.length, 0);
      });

      it("can be asked for its version where PATH is asked", () => {
        if (tool.comesWith) assert.ok(findTool(tool.comesWith).minimum);
        if (!tool.minimum) return;
        assert.ok(atLeast(tool.version, tool.minimum));
        for (const { name, versionArgs } of tool.binaries) assert.ok(versionArgs?.length, name);
      });
    });
  }

  it("tells the Kubernetes binaries their own version", () => {
    const { version, build } = findTool("kubernetes");
    const [major, minor] = version.split(".");
    const set = Object.entries((build as { set: Record<string, string> }).set).map(([name, value]) => [
      name.split(".").pop(),
      value,
    ]);
    assert.deepEqual(
      new Map(set as [string, string][]),
      new Map([
        ["gitVersion", `v${version}`],
        ["gitMajor", major],
        ["gitMinor", minor],
      ] as [string, string][]),
    );
  });

  it("finds a tool by its name and by a binary's", () => {
    assert.equal(findTool("etcd").name, "etcd");
    assert.equal(findTool("kubelet").name, "kubernetes");
    assert.throws(() => findTool("nope"), /^Error: TOOL=nope: no such tool; there are pulumi, .*envoy$/);
  });
});
