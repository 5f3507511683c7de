import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { addonCatalog } from "../../../tools/addonCatalog";
import { allTools, catalog, clusterTools, findTool, profileTools } from "../../../tools/catalog";
import { atLeast } from "../../../tools/onPath";
import { profileCatalog } from "../../../tools/profileCatalog";
import type { GoBuild, Tool } from "../../../tools/tool";
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
  "istio-1.5": ["istio.io/istio", /^v0\.0\.0-20200812220246-25bea56c0eb0$/],
  // A release of Prometheus has two numbers: 3.15.0 as a program is 0.315.0 as a module.
  prometheus: ["github.com/prometheus/prometheus", /^v0\.315\.0$/],
  "maistra-operator": ["github.com/maistra/istio-operator", /^v0\.0\.0-20201103161300-64d0fff69dbe$/],
  "pulumi-resource-kubernetes": ["github.com/pulumi/pulumi-kubernetes/sdk/v4", /^v4\.18\.1$/],
};

describe("The catalog of tools", () => {
  it("has every folder that pins one, and none besides", () => {
    const pinning = readdirSync(tools, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) => ["go.mod", "requirements.txt"].some((pin) => existsSync(join(tools, name, pin))));
    assert.deepEqual([...new Set(allTools.map(folderOf))].sort(), pinning.sort());
  });

  it("has one tool of each name and of each binary", () => {
    const names = [
      allTools.map(({ name }) => name),
      catalog.flatMap(({ binaries }) => binaries.map(({ name }) => name)),
    ];
    for (const list of names) assert.equal(new Set(list).size, list.length);
  });

  for (const tool of allTools) {
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

  for (const name of ["kubernetes", "kubectl", "kubernetes-1.21"]) {
    it(`tells the binaries of ${name} their own version`, () => {
      const { version, build } = findTool(name);
      const [gitMajor, gitMinor] = version.split(".");
      const set = Object.entries((build as GoBuild).set ?? {}).map(([variable, value]) => [
        variable.split(".").pop() ?? "",
        value,
      ]);
      assert.deepEqual(Object.fromEntries(set), { gitVersion: `v${version}`, gitMajor, gitMinor });
    });
  }

  it("pins the content of each module that files are copied of", () => {
    for (const tool of allTools) {
      for (const [module] of (tool.build as GoBuild).copies ?? []) {
        assert.ok(
          `\n${text(tool, "go.sum")}`.includes(`\n${module} ${pinned(tool).get(module)} h1:`),
          `${tool.name} ${module}`,
        );
      }
    }
  });

  it("keeps what only a profile needs out of what everybody builds", () => {
    const usual = new Set([...catalog, ...clusterTools].map(({ name }) => name));
    for (const { name } of profileCatalog) assert.ok(!usual.has(name), name);
  });

  it("keeps the addons' programs out of what any cluster starts with, and takes none from PATH", () => {
    const started = new Set([clusterTools, ...Object.values(profileTools)].flat());
    assert.deepEqual(
      addonCatalog.map(({ name }) => name),
      ["prometheus", "jaeger"],
    );
    for (const tool of addonCatalog) {
      assert.ok(!started.has(tool) && !catalog.includes(tool), tool.name);
      assert.equal(tool.minimum, undefined);
    }
  });

  it("gives each profile its own Kubernetes and nothing of the usual cluster's mesh", () => {
    const own = {
      legacy: ["kubernetes-1.21", "kwok", "istio-1.5"],
      openshift: ["kubernetes-1.21", "kwok", "maistra-operator", "openshift-crds"],
    };
    assert.deepEqual([...new Set(Object.values(own).flat())].sort(), profileCatalog.map(({ name }) => name).sort());
    const shared = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-kubernetes", "kubectl", "etcd", "fortio"];
    for (const profile of ["legacy", "openshift"] as const) {
      assert.deepEqual(
        profileTools[profile].map(({ name }) => name),
        [...shared, "coredns", "stand-in", ...own[profile]],
      );
    }
  });

  it("finds a tool by its name and by a binary's", () => {
    assert.equal(findTool("etcd").name, "etcd");
    assert.equal(findTool("kubelet").name, "kubernetes");
    assert.equal(findTool("kubernetes-1.21").version, "1.21.14");
    assert.equal(findTool("all-in-one").name, "jaeger");
    assert.throws(
      () => findTool("nope"),
      /^Error: TOOL=nope: no such tool; there are pulumi, .*, envoy, kubernetes-1\.21, /,
    );
  });
});
