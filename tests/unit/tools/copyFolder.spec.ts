import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { copyFolder } from "../../../tools/copyFolder";
import { file, sandbox } from "./harness";

describe("A folder of Go's module cache", () => {
  const { path } = sandbox();
  const parts = ["go.mod", "deep/main.go", "deep", ""];

  it("is copied whole, and the copy can be written to", () => {
    file(path("module", "go.mod"), "module gadget");
    file(path("module", "deep", "main.go"), "package main");
    for (const part of parts) chmodSync(path("module", part), 0o555);
    try {
      copyFolder(path("module"), path("copy", "of", "module"));
    } finally {
      for (const part of parts) chmodSync(path("module", part), 0o755); // Or the sandbox could not be removed.
    }
    const copy = (part: string) => path("copy", "of", "module", part);
    assert.equal(readFileSync(copy("go.mod"), "utf8"), "module gadget");
    assert.equal(readFileSync(copy("deep/main.go"), "utf8"), "package main");
    assert.deepEqual(
      parts.map((part) => statSync(copy(part)).mode & 0o777),
      [0o644, 0o644, 0o755, 0o755],
    );
  });
});
