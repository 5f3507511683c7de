import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import type { RawSettings } from ".";
import type { Problem } from "./problems";

/** The project's folder: where Pulumi.yaml is. */
export const root = resolve(__dirname, "..");

/** The cluster that a stack works on. */
export interface Target {
  /** Path of a kubeconfig file. */
  kubeconfig: string;
  /** A context in it; undefined: its current one. */
  context?: string;
  /** What the local cluster needs beneath the stack's own settings; empty for any other cluster. */
  defaults: RawSettings;
}

/** What was found: a cluster, or a problem; neither where nothing is named and no local cluster was started. */
export interface TargetSearch {
  target?: Target;
  problem?: Problem;
}

/**
 * Finds the cluster: the stack's `kubeconfig` and `context`, else KUBECONFIG, else this checkout's local cluster.
 * A person's own cluster is never touched unless one of the first two names it.
 */
export function targetCluster(raw: RawSettings, environment = process.env, folder = root): TargetSearch {
  const context = textOf(raw.context);
  const home = userInfo().homedir;
  const local = join(folder, ".local", "kubeconfig");
  const named = textOf(raw.kubeconfig) ?? textOf(environment.KUBECONFIG) ?? (context && join(home, ".kube", "config"));
  if (named?.includes(delimiter)) {
    // The provider takes one file; given a list it would read the text itself as a kubeconfig.
    const todo = "`kubectl config view --flatten` writes several as one";
    return { problem: { path: ["kubeconfig"], found: named, allowed: "the path of one kubeconfig", todo } };
  }
  const file = named ? resolve(folder, named.replace(/^~(?=\/|$)/, home)) : local;
  if (!existsSync(file)) {
    return named
      ? { problem: { path: ["kubeconfig"], found: named, allowed: "the path of an existing kubeconfig" } }
      : {};
  }
  const defaults = file === local ? localDefaults(join(folder, ".local", "stack.yaml")) : {};
  return { target: { kubeconfig: portable(file, folder, home), context, defaults } };
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
  const belowHome = inside(home);
  return inside(folder) ?? (belowHome ? `~/${belowHome}` : file);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
