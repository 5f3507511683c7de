import assert from "node:assert/strict";
import { join } from "node:path";
import { addonCatalog } from "../../../tools/addonCatalog";
import { toolFolder } from "../../../tools/cache";
import { findTool } from "../../../tools/catalog";
import { binary, toolBinary, toolPath } from "../../../tools/paths";
import { profileCatalog } from "../../../tools/profileCatalog";
import { program, sandbox } from "./harness";

describe("Where the tools are", () => {
  const { path } = sandbox();
  beforeEach(() => {
    process.env.PATH = path("bin");
  });
  const folder = (name: string) => toolFolder(findTool(name));

  it("a binary is on PATH, else in the cache", () => {
    assert.equal(binary("etcd"), join(folder("etcd"), "etcd"));
    assert.equal(binary("kubelet"), join(folder("kubernetes"), "kubelet"));
    assert.equal(binary("envoy/_bin/envoy"), join(folder("envoy"), "envoy/_bin/envoy"));
    const etcd = program(path("bin", "etcd"), "echo etcd Version: 3.6.8");
    assert.equal(binary("etcd"), etcd);
  });

  it("a binary is asked of its tool where two tools have one of that name", () => {
    assert.equal(toolBinary("kubernetes-1.21", "kubelet"), join(folder("kubernetes-1.21"), "kubelet"));
    assert.equal(toolBinary("kubernetes", "kubelet"), binary("kubelet"));
    assert.throws(() => toolBinary("kubernetes-1.21", "kubectl"), /^Error: kubernetes-1\.21 has no kubectl, but /);
  });

  it("what a profile of the local cluster needs is never on PATH", () => {
    for (const { binaries } of profileCatalog) {
      for (const { name } of binaries) program(path("bin", name), "echo 99.0.0");
    }
    for (const tool of profileCatalog) {
      for (const { name } of tool.binaries) assert.equal(toolBinary(tool.name, name), join(folder(tool.name), name));
    }
    assert.equal(binary("kubelet"), path("bin", "kubelet"));
  });

  it("what goes into images is never on PATH", () => {
    for (const name of ["coredns", "prometheus", "all-in-one"]) program(path("bin", name), "echo 99.0.0");
    assert.equal(binary("coredns"), join(folder("coredns"), "coredns"));
    for (const { name, binaries } of addonCatalog) {
      for (const program of binaries) assert.equal(binary(program.name), join(folder(name), program.name));
    }
  });

  it("a shell gets the folders of what PATH lacks", () => {
    const all = [
      "pulumi",
      "pulumi-language-nodejs",
      "kubernetes",
      "kubectl",
      "etcd",
      "istioctl",
      "fortio",
      "actionlint",
    ];
    assert.deepEqual(toolPath(), all.map(folder));
    program(path("bin", "pulumi"), "echo v3.240.0");
    program(path("bin", "kubectl"), "echo v1.34.0");
    const lacking = all.filter((name) => !["pulumi", "pulumi-language-nodejs", "kubectl"].includes(name));
    assert.deepEqual(toolPath(), lacking.map(folder));
  });

  it("a tool that a command does not need may be too old on PATH", () => {
    program(path("bin", "etcd"), "echo etcd Version: 3.4.23");
    assert.doesNotThrow(toolPath);
  });
});
