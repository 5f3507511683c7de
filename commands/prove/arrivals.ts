import { kubectlAsync } from "./istiod";
import type { Place } from "./place";

interface PodList {
  items: { metadata: { name: string; deletionTimestamp?: string } }[];
}

/** How many requests have reached each group of pods so far, by the counters of their sidecars. */
export async function arrivalsAt(groups: readonly string[], place: Place): Promise<Record<string, number>> {
  const counts = await Promise.all(groups.map(async (group) => [group, await arrivals(group, place)] as const));
  return Object.fromEntries(counts);
}

async function arrivals(group: string, place: Place): Promise<number> {
  const { namespace, selector, counter } = place.pods(group);
  const listed = await kubectlAsync(["get", "pods", "-n", namespace, "-l", selector, "-o", "json"]);
  const pods = (JSON.parse(listed) as PodList).items.filter(({ metadata }) => !metadata.deletionTimestamp);
  if (pods.length === 0) throw new Error(`No pod of ${group} (${selector}) runs in namespace ${namespace}.`);
  const counts = await Promise.all(pods.map(({ metadata }) => counted(namespace, metadata.name, counter)));
  return counts.reduce((sum, count) => sum + count, 0);
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
