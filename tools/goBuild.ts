import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { pinFolder } from "./cache";
import { copyFolder } from "./copyFolder";
import { which } from "./onPath";
import type { GoBuild, Preparation, Tool } from "./tool";

const run = promisify(execFile);

/** Builds a tool's Go packages into `target`, from exactly the modules that its go.sum pins. */
export async function goBuild(tool: Tool, build: GoBuild, target: string, signal?: AbortSignal): Promise<void> {
  if (!which("go")) throw new Error("go is not on PATH: install Go 1.26 or newer (https://go.dev/dl)");
  const pins = pinFolder(tool);
  const work = join(target, "work");
  const options = {
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off", GOOS: "", GOARCH: "" },
    maxBuffer: 64 * 1024 * 1024,
    signal,
  };
  const go: Preparation["go"] = async (cwd, ...args) => (await run("go", args, { ...options, cwd })).stdout;
  const folderOf = async (module: string) =>
    (JSON.parse(await go(pins, "mod", "download", "-json", module)) as { Dir: string }).Dir;

  if (build.prepare) {
    mkdirSync(work);
    await build.prepare({ pins, work, go, folderOf });
  }
  if (build.packages.length > 0) await go(build.prepare ? work : pins, ...buildArguments(tool, build, target));
  for (const [module, path, as = basename(path)] of build.copies ?? []) {
    layBeside(join(await folderOf(module), path), join(target, as));
  }
  rmSync(work, { recursive: true, force: true });
}

function buildArguments(tool: Tool, build: GoBuild, target: string): string[] {
  const tags = build.tags ? ["-tags", build.tags] : [];
  const set = Object.entries(build.set ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  // "-o folder/" takes the name of each main package; a module of our own (".") is named like the tool.
  const output = build.packages[0] === "." ? join(target, tool.name) : target + "/";
  return ["build", "-trimpath", ...tags, "-ldflags", ["-s -w", ...set].join(" "), "-o", output, ...build.packages];
}

/** A file may be a script; the module cache keeps no run bit. */
function layBeside(source: string, copy: string): void {
  if (statSync(source).isDirectory()) return copyFolder(source, copy);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(source, copy);
  chmodSync(copy, 0o755);
}
