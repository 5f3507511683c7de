import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { RawSettings } from "../../../config";
import { readStackFile } from "../../../config/stackFile";
import { root } from "../../../config/target";
import type { Registered } from "./recorder";
import { record } from "./recorder";

interface ProjectFile {
  config: Record<string, { default: unknown }>;
}

/** What the program exports. */
export type Outputs = Record<string, unknown>;

/** Runs index.ts under mocks as the engine would: with the stack's own settings over the defaults of Pulumi.yaml. */
export async function runProgram(stack: string, settings: RawSettings = readStackFile(stack)) {
  const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as ProjectFile;
  const defaults = Object.fromEntries(Object.entries(config).map(([key, entry]) => [key, entry.default]));
  const texts = Object.entries({ ...defaults, ...settings }).map(([key, value]): [string, string] => [
    `istio-mesh:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  let outputs: Outputs = {};
  const resources: Registered[] = await withKubeconfig(() =>
    record(async () => {
      pulumi.runtime.setAllConfig(Object.fromEntries(texts));
      const program = require.resolve("../../../index");
      delete require.cache[program];
      outputs = (await import(program)) as Outputs;
    }, stack),
  );
  return { resources, outputs };
}

/** Runs something while KUBECONFIG names a file: some cluster, not this checkout's local one. */
export async function withKubeconfig<T>(run: (file: string) => Promise<T>): Promise<T> {
  const before = process.env.KUBECONFIG;
  const folder = mkdtempSync(join(tmpdir(), "istio-mesh-"));
  const file = join(folder, "kubeconfig");
  writeFileSync(file, "apiVersion: v1\nkind: Config\n");
  process.env.KUBECONFIG = file;
  try {
    return await run(file);
  } finally {
    if (before === undefined) {
      delete process.env.KUBECONFIG;
    } else {
      process.env.KUBECONFIG = before;
    }
    rmSync(folder, { recursive: true });
  }
}
