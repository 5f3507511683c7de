import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { RawSettings, Settings } from ".";
import { parseSettings } from ".";
import { root, targetCluster } from "./target";

const prefix = "istio-mesh:";

/** The `istio-mesh:*` keys of a stack's file, Pulumi.<stack>.yaml; none when it does not exist. */
export function readStackFile(stack: string, folder = root): RawSettings {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const content = existsSync(file) ? (parse(readFileSync(file, "utf8")) as { config?: RawSettings } | null) : null;
  return ownKeys(content?.config ?? {});
}

/** The settings of a stack by its file alone: what `make up` checks before it starts anything. */
export function settingsOfStackFile(stack: string, folder = root): Settings {
  const raw = readStackFile(stack, folder);
  return parseSettings(raw, targetCluster(raw, process.env, folder).defaults);
}

/** Keys of this project without their prefix; keys of others (pulumi:, kubernetes:) are not ours to judge. */
export function ownKeys(config: RawSettings): RawSettings {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
