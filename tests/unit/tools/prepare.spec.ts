import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withOpenApi } from "../../../tools/kubernetes-1.21/prepare";
import { file, sandbox } from "./harness";

describe("Kubernetes 1.21 before it is built", () => {
  const { path } = sandbox();
  const generated = "k8s.io/kubernetes/pkg/generated/openapi/zz_generated.openapi.go";
  let calls: string[][];
  beforeEach(() => {
    calls = [];
    mkdirSync(path("work"));
    file(path("pins", "go.mod"), "module pins\n");
    file(path("pins", "go.sum"), "sums\n");
    file(path("module", "cmd", "kubelet", "main.go"), "package main");
    file(path("module", "api", "api-rules", "violation_exceptions.list"), "known faults\n");
    file(path("apps", "doc.go"), "// +k8s:openapi-gen=true\npackage apps");
    file(path("plain", "types.go"), "package plain");
    file(path("tests", "types_test.go"), "// +k8s:openapi-gen=true\npackage tests");
  });

  /** Stands for the go command, with an openapi-gen that reports these faults of the types. */
  const go =
    (faults: string) =>
    (folder: string, ...args: string[]): Promise<string> => {
      calls.push([folder, ...args]);
      if (args[0] === "tool") {
        file(path("work", generated), "package openapi");
        file(args[args.indexOf("--report-filename") + 1] ?? "", faults);
      }
      const listed = ["apps", "plain", "tests", "gone"].map((name) => `k8s.io/${name}\t${path(name)}\n`);
      return Promise.resolve(args[0] === "list" ? listed.join("") : "");
    };
  const prepare = (faults = "known faults\n") =>
    withOpenApi({
      pins: path("pins"),
      work: path("work"),
      go: go(faults),
      folderOf: (module) => Promise.resolve(module === "k8s.io/kubernetes" ? path("module") : ""),
    });

  it("is a copy that has the generated definitions, in the place of the pinned module", async () => {
    await prepare();
    assert.equal(readFileSync(path("work", generated), "utf8"), "package openapi");
    assert.equal(readFileSync(path("work", "k8s.io/kubernetes/cmd/kubelet/main.go"), "utf8"), "package main");
    assert.equal(
      readFileSync(path("work", "go.mod"), "utf8"),
      "module pins\n\nreplace k8s.io/kubernetes => ./k8s.io/kubernetes\n",
    );
    assert.equal(readFileSync(path("work", "go.sum"), "utf8"), "sums\n");
  });

  it("has definitions of every package that is tagged for them, and of no other", async () => {
    await prepare();
    const [folder, ...args] = calls.find(([, verb]) => verb === "tool") ?? [];
    assert.equal(folder, path("pins"));
    assert.equal(args[args.indexOf("--input-dirs") + 1], "k8s.io/apps");
    assert.equal(
      join(args[args.indexOf("--output-base") + 1] ?? "", args[args.indexOf("--output-package") + 1] ?? ""),
      path("work", "k8s.io/kubernetes/pkg/generated/openapi"),
    );
  });

  it("is refused when the generator did not read the release's types", async () => {
    await assert.rejects(prepare("other faults\n"), /openapi-gen found other faults in the types than the release's /);
  });
});
