import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export const root = resolve(__dirname, "../../..");

const need = createRequire(__filename);

interface Loader {
  _load: (request: string, parent: NodeJS.Module | undefined, isMain: boolean) => unknown;
  _resolveFilename: (request: string, parent: NodeJS.Module | undefined) => string;
}

/**
 * A module of the project loaded anew, with some of what it imports replaced: by its path from the project's folder, or
 * as "node:os". What it computes from the environment is computed again; every other module stays as it is.
 */
export function load<T>(path: string, replacements: Record<string, object> = {}): T {
  const loader = Module as unknown as Loader;
  const file = need.resolve(join(root, path));
  const fileOf = (name: string) => (name.startsWith("node:") ? name : need.resolve(join(root, name)));
  const instead = new Map(Object.entries(replacements).map(([name, module]) => [fileOf(name), module]));
  const [real, cached] = [loader._load, need.cache[file]];
  delete need.cache[file];
  loader._load = (request, parent, isMain) =>
    (parent?.filename === file && instead.get(loader._resolveFilename(request, parent))) ||
    real(request, parent, isMain);
  try {
    return need(file) as T;
  } finally {
    loader._load = real;
    if (cached) need.cache[file] = cached;
    else delete need.cache[file];
  }
}

/** A folder of each test's own, removed after it, and an environment that is put back. */
export function sandbox(): { path: (...parts: string[]) => string } {
  let folder = "";
  let environment = { ...process.env };
  beforeEach(() => {
    environment = { ...process.env };
    folder = mkdtempSync(join(tmpdir(), "istio-mesh-"));
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, environment);
    rmSync(folder, { recursive: true, force: true });
  });
  return { path: (...parts) => join(folder, ...parts) };
}

/** Writes a file and the folders above it. */
export function file(path: string, content = ""): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A program as a shell script. */
export function program(path: string, script: string): string {
  chmodSync(file(path, `#!/bin/sh\n${script}\n`), 0o755);
  return path;
}

/** What a replaced function that must not be called is. */
export const never = (name: string) => (): never => {
  throw new Error(`${name} was called`);
};
