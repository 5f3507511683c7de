import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import type { RawSettings } from ".";
import { ConfigError } from "./problems";

/** The project's folder: where Pulumi.yaml is. */
export const root = resolve(__dirname, "..");

/** The cluster that a stack works on. */
export interface Target {
  /** Path of a kubeconfig file; undefined: what client-go finds (a KUBECONFIG of several files). */
  kubeconfig?: string;
  /** A context in it; undefined: its current one. */
  context?: string;
  /** What the local cluster needs beneath the stack's own settings; empty for any other cluster. */
  defaults: RawSettings;
}

/**
 * Finds the cluster: the stack's `kubeconfig` and `context`, else KUBECONFIG, else this checkout's local cluster.
 * A person's own cluster is never touched unless one of the first two names it.
 */
export function targetCluster(raw: RawSettings, environment = process.env, folder = root): Target {
  const named = textOf(raw.kubeconfig);
  const context = textOf(raw.context);
  const local = join(folder, ".local", "kubeconfig");
  const variable = environment.KUBECONFIG ?? "";
  if (!named && variable.includes(delimiter)) {
    return { context, defaults: {} };
  }
  const home = userInfo().homedir;
  const path = named ?? (variable || (context ? join(home, ".kube", "config") : local));
  const file = resolve(folder, path.replace(/^~(?=\/|$)/, home));
  if (!existsSync(file)) {
    throw new ConfigError([noCluster(named, path, local)]);
  }
  const defaults = file === local ? localDefaults(join(folder, ".local", "stack.yaml")) : {};
  return { kubeconfig: portable(file, folder, home), context, defaults };
}

function noCluster(named: string | undefined, path: string, local: string) {
  const todo = "run `make cluster` for a local cluster, or name yours here or in KUBECONFIG";
  const allowed = "the path of an existing kubeconfig file";
  return named || path !== local
    ? { path: ["kubeconfig"], found: path, allowed, todo: `no such file: ${todo}` }
    : { path: ["kubeconfig"], allowed, todo };
}

function localDefaults(file: string): RawSettings {
  return existsSync(file) ? ((parse(readFileSync(file, "utf8")) ?? {}) as RawSettings) : {};
}

/**
 * The path is kept in the state, and the provider reads the old one to compare clusters: written so that it also holds
 * in another checkout (relative, the provider runs in the project's folder) and for another user (~).
 */
function portable(file: string, folder: string, home: string): string {
  const inside = (from: string) => {
    const path = relative(from, file);
    return path && !path.startsWith("..") ? path : undefined;
  };
  const below = inside(folder);
  const belowHome = inside(home);
  return below ?? (belowHome ? `~/${belowHome}` : file);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
