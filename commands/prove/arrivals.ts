import { kubectlAsync } from "./istiod";
import type { Place } from "./place";

interface Pod {
  metadata: { name: string; deletionTimestamp?: string };
  status: { phase?: string; containerStatuses?: Starts[]; initContainerStatuses?: Starts[] };
}

interface Starts {
  restartCount: number;
}

/** By group: how many requests have reached each of its pods so far, by the pod's name and restarts. */
export type Arrivals = Record<string, Record<string, number>>;

/** How many requests have reached the pods of each group so far, by the counters of their sidecars. */
export async function arrivalsAt(groups: readonly string[], place: Place): Promise<Arrivals> {
  const counts = await Promise.all(groups.map(async (group) => [group, await arrivals(group, place)] as const));
  return Object.fromEntries(counts);
}

/** How many have reached each group between two such counts. A sidecar that restarts counts from 0 again. */
export function arrivedBetween(before: Arrivals, after: Arrivals): Record<string, number> {
  const groups = Object.entries(after).map(([group, pods]) => {
    const earlier = before[group] ?? {};
    if (Object.keys(earlier).join() === Object.keys(pods).join()) return [group, total(pods) - total(earlier)] as const;
    throw new Error(`Pods of ${group} came, went or restarted during the calls: what arrived there is not known.`);
  });
  return Object.fromEntries(groups);
}

const total = (pods: Record<string, number>) => Object.values(pods).reduce((sum, count) => sum + count, 0);

async function arrivals(group: string, place: Place): Promise<Record<string, number>> {
  const { namespace, selector, counter } = place.pods(group);
  const listed = await kubectlAsync(["get", "pods", "-n", namespace, "-l", selector, "-o", "json"]);
  const pods = (JSON.parse(listed) as { items: Pod[] }).items.filter(
    ({ metadata, status }) => status.phase === "Running" && !metadata.deletionTimestamp,
  );
  if (pods.length === 0) throw new Error(`No pod of ${group} (${selector}) runs in namespace ${namespace}.`);
  const counts = await Promise.all(
    pods.map(async (pod) => [identity(pod), await counted(namespace, pod.metadata.name, counter)] as const),
  );
  return Object.fromEntries(counts);
}

function identity({ metadata, status: { containerStatuses = [], initContainerStatuses = [] } }: Pod): string {
  const restarts = [...containerStatuses, ...initContainerStatuses].reduce((sum, one) => sum + one.restartCount, 0);
  return `${metadata.name} ${restarts}`;
}

/** A counter that does not exist yet has counted nothing. */
async function counted(namespace: string, pod: string, counter: RegExp): Promise<number> {
  const stats = await kubectlAsync([
    ...["exec", "-n", namespace, pod, "-c", "istio-proxy", "--"],
    ...["pilot-agent", "request", "GET", "stats?filter=upstream_rq_total"],
  ]);
  return sumOf(stats, counter);
}

/** The sum of the counters whose name fits, in Envoy's plain text: "NAME: NUMBER" a line. */
export function sumOf(stats: string, counter: RegExp): number {
  return stats
    .split("\n")
    .map((line) => /^(.*): (\d+)$/.exec(line.trim()))
    .reduce((sum, match) => sum + (match?.[1] && counter.test(match[1]) ? Number(match[2]) : 0), 0);
}
