import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { root } from "../../config/target";

interface Project {
  plugins: { analyzers: { name: string; path: string }[] };
}

describe("the start of policy packs that Pulumi.yaml names", function () {
  this.timeout(30_000);
  const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as Project;
  const [start] = project.plugins.analyzers.map(({ path }) => join(root, path, "pulumi-analyzer-policy"));
  const place = mkdtempSync(join(tmpdir(), "start-"));
  const pulumi = join(place, "pulumi's folder");

  before(() => {
    execFileSync("npm", ["run", "--silent", "build"], {
      cwd: join(root, "policies"),
      stdio: ["ignore", "ignore", "inherit"],
    });
    mkdirSync(pulumi);
    for (const name of ["pulumi", "pulumi-analyzer-policy"]) {
      writeFileSync(join(pulumi, name), `#!/bin/sh\necho "Pulumi's own: $PWD $*"\n`);
      chmodSync(join(pulumi, name), 0o755);
    }
  });
  after(() => rmSync(place, { recursive: true }));

  const env = { ...process.env, PATH: [pulumi, process.env.PATH].join(delimiter) };

  it("serves this project's pack without Pulumi's runner", async () => {
    const pack = spawn(start ?? "", ["127.0.0.1:1", "."], { cwd: join(root, "policies"), env });
    try {
      const [said] = (await once(pack.stdout, "data")) as [Buffer];
      assert.match(said.toString(), /^\d+\n$/);
    } finally {
      pack.kill();
    }
  });

  it("leaves every other pack to Pulumi's own script, with what the CLI handed over", () => {
    const other = join(place, "a pack");
    mkdirSync(join(other, "bin"), { recursive: true });
    writeFileSync(join(other, "bin/pack.js"), "throw new Error('started')");
    const said = execFileSync(start ?? "", ["127.0.0.1:1", "."], { cwd: other, env, encoding: "utf8" });
    assert.equal(said, `Pulumi's own: ${other} 127.0.0.1:1 .\n`);
  });
});
