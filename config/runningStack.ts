import * as pulumi from "@pulumi/pulumi";
import type { RawSettings, Settings } from ".";
import { parseSettings } from ".";
import type { Problem } from "./problems";
import { ownKeys } from "./stackFile";
import type { Target } from "./target";
import { root, targetCluster } from "./target";

const noCluster: Problem = {
  path: ["kubeconfig"],
  allowed: "the path of a kubeconfig",
  todo: "run `make cluster` for a local cluster, or name your own here or in KUBECONFIG",
};

/** The running stack's settings and the cluster they are for. */
export function loadSettings(folder = root): { settings: Settings; target: Target } {
  const raw: RawSettings = Object.fromEntries(
    Object.entries(ownKeys(pulumi.runtime.allConfig()))
      .map(([key, value]): [string, unknown] => [key, structured(String(value))])
      .filter(([, value]) => !isEmpty(value)),
  );
  const { target, problem = target ? undefined : noCluster } = targetCluster(raw, process.env, folder);
  const settings = parseSettings(raw, target?.defaults, problem && [problem]);
  // Without a target there was a problem, and parseSettings has thrown it.
  return { settings, target: target! };
}

/** The engine hands groups and lists over as JSON, and single values as their text. */
function structured(text: string): unknown {
  return /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text;
}

/** The defaults in Pulumi.yaml: there, empty means not set. */
function isEmpty(value: unknown): boolean {
  return value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
