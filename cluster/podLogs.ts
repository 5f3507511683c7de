import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { inCluster } from "./layout";

/** Where every kubelet links the containers' logs, and where an old one keeps them: fixed in its code (1.21: kuberuntime_manager.go). */
const containers = "/var/log/containers";
const pods = "/var/log/pods";

/** Why an old kubelet could not keep its pods' logs; undefined where it can. */
export function podLogsProblem(): string | undefined {
  if (linkOf(pods) !== undefined || !existsSync(pods) || readdirSync(pods).length === 0) return undefined;
  return `${pods} has the logs of another Kubernetes node, and the kubelet of this profile can use no other folder`;
}

/** Leads an old kubelet's logs of pods into the cluster's own folder. */
export function linkPodLogs(): void {
  const target = inCluster("logs", "pods");
  mkdirSync(target, { recursive: true });
  if (linkOf(pods) === target) return;
  if (linkOf(pods) !== undefined) rmSync(pods);
  else if (existsSync(pods)) rmdirSync(pods);
  symlinkSync(target, pods);
}

/** Removes what leads from /var/log into a checkout's `.local`. */
export function unlinkLogs(folder: string): void {
  const isOurs = (target: string | undefined) => target?.startsWith(`${folder}/`) ?? false;
  const throughOurs = isOurs(linkOf(pods));
  for (const name of existsSync(containers) ? readdirSync(containers) : []) {
    const target = linkOf(join(containers, name));
    if (isOurs(target) || (throughOurs && target?.startsWith(`${pods}/`))) rmSync(join(containers, name));
  }
  if (throughOurs) rmSync(pods);
}

function linkOf(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined; // Not there.
  }
}
