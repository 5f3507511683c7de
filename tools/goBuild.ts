import { execFile } from "node:child_process";
import { copyFileSync, chmodSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { pinFolder } from "./cache";
import type { GoBuild, Tool } from "./catalog";
import { which } from "./onPath";

const run = promisify(execFile);

/** Builds a tool's Go packages into `target`, from exactly the modules that its go.sum pins. */
export async function goBuild(tool: Tool, build: GoBuild, target: string, signal?: AbortSignal): Promise<void> {
  if (!which("go")) throw new Error("go is not on PATH: install Go 1.26 or newer (https://go.dev/dl)");
  const set = Object.entries(build.set ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const options = {
    cwd: pinFolder(tool),
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off", GOOS: "", GOARCH: "" },
    maxBuffer: 64 * 1024 * 1024,
    signal,
  };
  const tags = build.tags ? ["-tags", build.tags] : [];
  // "-o folder/" takes the name of each main package; a module of our own (".") is named like the tool.
  const output = build.packages[0] === "." ? join(target, tool.name) : target + "/";
  await run(
    "go",
    ["build", "-trimpath", ...tags, "-ldflags", ["-s -w", ...set].join(" "), "-o", output, ...build.packages],
    options,
  );
  for (const [module, path] of build.copies ?? []) {
    const { stdout } = await run("go", ["list", "-m", "-f", "{{.Dir}}", module], options);
    const copy = join(target, basename(path));
    copyFileSync(join(stdout.trim(), path), copy);
    chmodSync(copy, 0o755);
  }
}
