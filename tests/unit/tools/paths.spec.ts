import assert from "node:assert/strict";
import { join } from "node:path";
import { toolFolder } from "../../../tools/cache";
import { findTool } from "../../../tools/catalog";
import { binary, toolPath } from "../../../tools/paths";
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

  it("what goes into images is never on PATH", () => {
    program(path("bin", "coredns"), "echo 99.0.0");
    assert.equal(binary("coredns"), join(folder("coredns"), "coredns"));
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
