import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, relative } from "node:path";
import { targetCluster } from "../../../config/target";

describe("The target cluster", () => {
  let folder: string;
  const write = (path: string, content = "kind: Config\n") => {
    const file = join(folder, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "istio-mesh-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is the one that the stack names, before KUBECONFIG and the local one", () => {
    write(".local/kubeconfig");
    const variable = write("variable");
    const named = write("mine/kubeconfig");
    const settings = { kubeconfig: named, context: "prod" };
    assert.deepEqual(targetCluster(settings, { KUBECONFIG: variable }, folder), {
      target: { kubeconfig: "mine/kubeconfig", context: "prod", defaults: {} },
    });
  });

  it("is the one that KUBECONFIG names, before the local one", () => {
    write(".local/kubeconfig");
    const variable = write("variable");
    const { target } = targetCluster({}, { KUBECONFIG: variable }, folder);
    assert.equal(target?.kubeconfig, "variable");
  });

  it("is the local one where nothing is named, with its settings beneath the stack's", () => {
    write(".local/kubeconfig");
    write(".local/stack.yaml", "mesh:\n  charts: { from: folder, path: /charts }\n");
    assert.deepEqual(targetCluster({}, {}, folder), {
      target: {
        kubeconfig: ".local/kubeconfig",
        context: undefined,
        defaults: { mesh: { charts: { from: "folder", path: "/charts" } } },
      },
    });
  });

  it("is the local one with its settings, too, where KUBECONFIG names it", () => {
    const local = write(".local/kubeconfig");
    write(".local/stack.yaml", "platform: kubernetes\n");
    assert.deepEqual(targetCluster({}, { KUBECONFIG: local }, folder).target?.defaults, { platform: "kubernetes" });
  });

  it("takes nothing of the local cluster along to another one", () => {
    write(".local/kubeconfig");
    write(".local/stack.yaml", "platform: kubernetes\n");
    const variable = write("variable");
    assert.deepEqual(targetCluster({}, { KUBECONFIG: variable }, folder).target?.defaults, {});
  });

  it("is nobody's where nothing is named and no local one was started", () => {
    assert.deepEqual(targetCluster({}, {}, folder), {});
  });

  it("is refused where the named file does not exist, and never replaced by another", () => {
    write(".local/kubeconfig");
    assert.deepEqual(targetCluster({ kubeconfig: "gone" }, {}, folder), {
      problem: { path: ["kubeconfig"], found: "gone", allowed: "the path of an existing kubeconfig" },
    });
  });

  it("is refused where KUBECONFIG lists several files", () => {
    const { problem } = targetCluster({}, { KUBECONFIG: "/a:/b" }, folder);
    assert.equal(problem?.allowed, "the path of one kubeconfig");
  });

  it("is written so that another user finds it: from the home folder", () => {
    const name = `.istio-mesh-test-${process.pid}`;
    const file = join(userInfo().homedir, name);
    writeFileSync(file, "kind: Config\n");
    try {
      assert.equal(targetCluster({ kubeconfig: `~/${name}` }, {}, folder).target?.kubeconfig, `~/${name}`);
      assert.equal(targetCluster({ kubeconfig: relative(folder, file) }, {}, folder).target?.kubeconfig, `~/${name}`);
    } finally {
      rmSync(file);
    }
  });
});
