import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";
import type { RawSettings, Settings } from ".";
import { parseSettings } from ".";
import { root, targetCluster } from "./target";

/** What keys of this project begin with in a stack file. */
export const prefix = "istio-mesh:";

/** A stack's file: Pulumi.<stack>.yaml, unless STACK_FILE names another (`make up STACK_FILE=…`). */
export const stackFile = (stack: string, folder = root, { STACK_FILE } = process.env): string =>
  STACK_FILE ? resolve(STACK_FILE) : join(folder, `Pulumi.${stack}.yaml`);

/** The `istio-mesh:*` keys of a stack's file. */
export function readStackFile(stack: string, folder = root): RawSettings {
  const file = stackFile(stack, folder);
  if (!existsSync(file)) {
    throw new Error(
      `There is no stack "${stack}": ${basename(file)} does not exist. There are: ${stacks(folder).join(", ")}.`,
    );
  }
  return ownKeys((parse(readFileSync(file, "utf8")) as { config?: RawSettings } | null)?.config ?? {});
}

/** The stacks that have a file, by name. */
export function stacks(folder = root): string[] {
  return readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** The settings of a stack by its file alone: what `make up` checks before it starts anything, a local cluster too. */
export function settingsOfStackFile(stack: string, folder = root, environment = process.env): Settings {
  const raw = readStackFile(stack, folder);
  const { target, problem } = targetCluster(raw, environment, folder);
  return parseSettings(raw, target?.defaults, problem && [problem]);
}

/** Keys of this project without their prefix; keys of others (pulumi:, kubernetes:) are not ours to judge. */
export function ownKeys(config: RawSettings): RawSettings {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** The inverse: keys of this project as a stack's file has them. */
export function prefixedKeys(settings: RawSettings): RawSettings {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${prefix}${key}`, value]));
}
