import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { parse } from "yaml";
import { readStackFile } from "../config/stackFile";
import { root, targetCluster } from "../config/target";

/** A kubeconfig, and a context in it where that is not its current one. */
export interface ChosenCluster {
  file: string;
  context?: string;
}

/** The kubeconfig and context that the stack works with; undefined where no cluster can be found yet. */
export function chosenKubeconfig(stack: string): ChosenCluster | undefined {
  const { target } = targetCluster(readStackFile(stack));
  if (!target) return undefined;
  return { file: resolve(root, target.kubeconfig.replace(/^~(?=\/)/, userInfo().homedir)), context: target.context };
}

interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name: string; context: { cluster: string } }[];
  clusters?: { name: string; cluster: { server: string } }[];
}

/**
 * A folder's name for the chosen cluster, after its API server's address: a state never meets another cluster than the
 * one that it describes.
 */
export function clusterName(stack: string): string {
  const chosen = chosenKubeconfig(stack);
  if (!chosen) return "no-cluster";
  const config = (parse(readFileSync(chosen.file, "utf8")) ?? {}) as Kubeconfig;
  const context = chosen.context ?? config["current-context"];
  const cluster = config.contexts?.find(({ name }) => name === context)?.context.cluster;
  const server = config.clusters?.find(({ name }) => name === cluster)?.cluster.server ?? "no-server";
  return server.replace(/^\w+:\/\//, "").replace(/[^\w.-]+/g, "-");
}
