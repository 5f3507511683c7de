import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../config/target";
import { run } from "./support";

/** examples/own-program: the pack in a program that is not ours, by its package name. */
export function ownProgram(): void {
  describe("istio-guard in another Pulumi program", () => {
    const program = join(root, "examples/own-program");
    const state = mkdtempSync(join(tmpdir(), "own-program-"));
    const preview = (anyHost: boolean) =>
      run("env", [
        `PULUMI_BACKEND_URL=file://${state}`,
        "pulumi",
        ...["preview", "--stack", "try", "--cwd", program, "--config", `anyHost=${anyHost}`],
        ...["--policy-pack", join(program, "policy-pack")],
      ]);

    before(() => {
      const { code, output } = run("env", [
        `PULUMI_BACKEND_URL=file://${state}`,
        ...["pulumi", "stack", "init", "try", "--cwd", program],
      ]);
      assert.equal(code, 0, output);
    });
    after(() => {
      rmSync(state, { recursive: true, force: true });
      rmSync(join(program, "Pulumi.try.yaml"), { force: true });
    });

    it("lets it through", () => {
      const { code, output } = preview(false);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /\[mandatory\]/);
    });

    it("judges custom resources, generated types, YAML files and charts alike", () => {
      const { code, output } = preview(true);
      assert.notEqual(code, 0, output);
      for (const name of ["custom", "generated", "file", "chart"]) {
        const finding = new RegExp(
          `\\[mandatory\\] +explicit-hosts.*\\n.*\\n +Gateway "${name}", namespace "own-program"`,
        );
        assert.match(output, finding);
      }
    });

    it("comes as a package that needs nothing of this repository", () => {
      const apart = mkdtempSync(join(tmpdir(), "istio-guard-package-"));
      try {
        const options = { cwd: apart, encoding: "utf8", stdio: "pipe" } as const;
        execFileSync("npm", ["pack", "--silent", "--pack-destination", apart], {
          ...options,
          cwd: join(root, "policies"),
        });
        writeFileSync(join(apart, "package.json"), '{ "name": "apart", "private": true }');
        execFileSync(
          "npm",
          ["install", "--no-audit", "--no-fund", "--prefer-offline", "./istio-guard-0.1.0.tgz"],
          options,
        );
        cpSync(join(program, "manifests"), join(apart, "manifests"), { recursive: true });
        const checked = execFileSync("npx", ["istio-guard", "check", "manifests"], options);
        assert.match(checked, /1 objects judged by \d+ rules: 0 mandatory/);
      } finally {
        rmSync(apart, { recursive: true, force: true });
      }
    });
  });
}
