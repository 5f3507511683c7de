import { selects, type Container, type Pod } from "./objects";

const ended = ["Succeeded", "Failed"];

/** The pods of a namespace that a selector takes, without those that ended (evicted ones, too) or are being deleted. */
export function podsOf(pods: Pod[], namespace: string, selector: Record<string, string>): Pod[] {
  return pods.filter(
    (pod) => pod.metadata.namespace === namespace && selects(selector, pod.metadata.labels) && isAlive(pod),
  );
}

/** Whether a pod runs or is to run. */
export const isAlive = ({ metadata, status }: Pod): boolean =>
  !ended.includes(status.phase) && !metadata.deletionTimestamp;

/** Whether a pod runs, ready or not. */
export const isRunning = (pod: Pod): boolean => isAlive(pod) && pod.status.phase === "Running";

/** Why a pod is not ready; undefined when it is. */
export function trouble({ status }: Pod): string | undefined {
  const condition = (type: string) => status.conditions?.find((one) => one.type === type);
  if (status.phase === "Running" && condition("Ready")?.status === "True") return undefined;
  const waiting = status.containerStatuses?.find(({ state }) => state?.waiting?.reason)?.state?.waiting?.reason;
  if (waiting) return waiting;
  const scheduled = condition("PodScheduled");
  if (scheduled?.status === "False") return `not scheduled: ${scheduled.message ?? "no reason given"}`;
  return status.phase === "Running" ? "running, not ready" : status.phase;
}

/** The mesh's proxy in a pod: a container, or an init container that stays (a native sidecar). */
export const proxyOf = ({ spec }: Pod): Container | undefined =>
  [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === "istio-proxy");

/** What made a pod, and the command that makes it anew. */
export function ownerOf({ metadata }: Pod): { kind: string; name: string; restart: string } {
  const { namespace = "", name: pod, labels = {} } = metadata;
  const owner = metadata.ownerReferences?.find(({ controller }) => controller !== false);
  const again = ({ kind, name }: { kind: string; name: string }) => ({
    kind,
    name,
    restart: `kubectl rollout restart ${kind.toLowerCase()} -n ${namespace} ${name}`,
  });
  switch (owner?.kind) {
    case "ReplicaSet": {
      const suffix = `-${labels["pod-template-hash"]}`;
      if (owner.name.endsWith(suffix)) return again({ kind: "Deployment", name: owner.name.slice(0, -suffix.length) });
      return { ...owner, restart: `kubectl delete pod -n ${namespace} ${pod}` };
    }
    case "StatefulSet":
    case "DaemonSet":
      return again(owner);
    case undefined: {
      const restart = `kubectl get pod -n ${namespace} ${pod} -o yaml | kubectl replace --force -f -`;
      return { kind: "Pod", name: pod, restart };
    }
    default:
      return { kind: owner?.kind ?? "", name: owner?.name ?? "", restart: `kubectl delete pod -n ${namespace} ${pod}` };
  }
}
