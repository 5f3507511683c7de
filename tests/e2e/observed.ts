import { until } from "../../cluster/until";
import { kubectl } from "./support";

/** What a page of a Service in istio-system says, through the API server. */
const page = (service: string, path: string): unknown =>
  JSON.parse(kubectl("get", "--raw", `/api/v1/namespaces/istio-system/services/${service}/proxy${path}`));

/** The one number that Prometheus answers with; undefined: it knows no such series. */
function ask(query: string): number | undefined {
  const { data } = page("prometheus:9090", `/api/v1/query?query=${encodeURIComponent(query)}`) as {
    data: { result: { value: [number, string] }[] };
  };
  const value = data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

/**
 * The answers to sums of counters, once Prometheus has asked every proxy that they come from after now: what was done before is in
 * them, all of it.
 */
export async function counted(...sums: string[]): Promise<number[]> {
  // Times of scrapes are moved by up to 2 ms, to need less room.
  const since = Date.now() / 1000 + 0.01;
  for (const sum of sums) {
    await until(
      `a later scrape of ${sum}`,
      30,
      () => (ask(`min(timestamp(${sum.replace(/^sum\(|\)$/g, "")}))`) ?? 0) > since,
    );
  }
  return sums.map((sum) => ask(sum) ?? NaN);
}

/** What Prometheus scrapes, by job: how many of its targets answer, and what the others say. */
export function targets(): Record<string, { up: number; errors: string[] }> {
  const { data } = page("prometheus:9090", "/api/v1/targets?state=active") as {
    data: { activeTargets: { scrapePool: string; health: string; lastError: string; scrapeUrl: string }[] };
  };
  const byJob: Record<string, { up: number; errors: string[] }> = {};
  for (const { scrapePool, health, lastError, scrapeUrl } of data.activeTargets) {
    const job = (byJob[scrapePool] ??= { up: 0, errors: [] });
    if (health === "up") job.up += 1;
    else job.errors.push(`${scrapeUrl} ${health} ${lastError}`);
  }
  return byJob;
}

/** A trace, as Jaeger's API gives it. */
interface Trace {
  traceID: string;
  spans: { processID: string }[];
  processes: Record<string, { serviceName: string }>;
}

/** The services that have a span in a trace. */
export const servicesIn = ({ spans, processes }: Trace): string[] => [
  ...new Set(spans.map(({ processID }) => processes[processID]?.serviceName ?? "")),
];

/** Traces of calls that came in at the gateway since then (milliseconds). */
export function traces(since: number): Trace[] {
  const service = encodeURIComponent("istio-ingressgateway.istio-system");
  const query = `/api/traces?service=${service}&start=${since * 1000}&limit=1000`;
  return (page("jaeger:16686", query) as { data: Trace[] }).data;
}
