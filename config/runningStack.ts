import * as pulumi from "@pulumi/pulumi";
import type { RawSettings, Settings } from ".";
import { parseSettings } from ".";
import { ownKeys } from "./stackFile";
import type { Target } from "./target";
import { targetCluster } from "./target";

/** The running stack's settings and the cluster they are for. */
export function loadSettings(): { settings: Settings; target: Target } {
  const raw: RawSettings = Object.fromEntries(
    Object.entries(ownKeys(pulumi.runtime.allConfig()))
      .map(([key, value]): [string, unknown] => [key, structured(String(value))])
      .filter(([, value]) => !isEmpty(value)),
  );
  const target = targetCluster(raw);
  return { settings: parseSettings(raw, target.defaults), target };
}

/** The engine hands groups and lists over as JSON, and single values as their text. */
function structured(text: string): unknown {
  return /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text;
}

/** The defaults in Pulumi.yaml: there, empty means not set. */
function isEmpty(value: unknown): boolean {
  return value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
