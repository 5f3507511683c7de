import { count, skipped, type Check, type Finding, type Result } from "../finding";
import { fullName, type Pod } from "../objects";
import { isRunning, ownerOf, podsOf, proxyOf } from "../pods";

/** What istiod's /debug/syncz says of one proxy: for each type the nonce that was sent, and the one that was taken. */
export interface ProxyStatus {
  /** "pod.namespace". */
  proxy?: string;
  proxy_type?: string;
  cluster_sent?: string;
  cluster_acked?: string;
  listener_sent?: string;
  listener_acked?: string;
  route_sent?: string;
  route_acked?: string;
  endpoint_sent?: string;
  endpoint_acked?: string;
  resources?: Record<string, { lastError?: string }>;
}

const types = ["cluster", "listener", "route", "endpoint"] as const;
/** Every Envoy asks for these; for the others only when these lead to some. */
const always: readonly string[] = ["cluster", "listener"];

const request = ["/usr/local/bin/pilot-discovery", "request", "GET", "/debug/syncz"];

/** Every sidecar and gateway of the mesh is connected to istiod and has taken what it was sent. */
export const proxies: Check = {
  name: "proxies",
  run: async ({ cluster, outputs: { meshNamespace: namespace } }) => {
    const pods = await cluster.list<Pod>("pods");
    const istiods = podsOf(pods, namespace, { app: "istiod" }).filter(isRunning);
    if (istiods.length === 0) return skipped(`no istiod runs in ${namespace} that could be asked`);
    const ask = async ({ metadata: { name } }: Pod) => {
      const said = await cluster.kubectl("exec", "-n", namespace, name, "-c", "discovery", "--", ...request);
      return (JSON.parse(said) as ProxyStatus[] | null) ?? [];
    };
    const judge = async () => judgeProxies({ pods, namespace, statuses: (await Promise.all(istiods.map(ask))).flat() });
    // While a push is under way its proxies seem to be behind: a second look tells.
    const first = await judge();
    return first.findings.length === 0 ? first : judge();
  },
};

export interface Proxies {
  pods: Pod[];
  /** What all istiods of the mesh say. */
  statuses: ProxyStatus[];
  /** The control plane's. */
  namespace: string;
}

export function judgeProxies({ pods, statuses, namespace }: Proxies): Result {
  const ours = pods.filter((pod) => isRunning(pod) && proxyOf(pod) && !isForeign(pod, namespace));
  const findings = ours.flatMap((pod) => {
    const { name, namespace: home } = pod.metadata;
    return judge(
      pod,
      statuses.filter(({ proxy }) => proxy === `${name}.${home}`),
      namespace,
    );
  });
  const all = count(ours.length, "proxy", "proxies");
  const summary = findings.length === 0 ? `${all} in sync` : `${findings.length} of ${all} not in sync`;
  return { summary, findings };
}

/** Whether the proxy belongs to an istiod of another namespace: then that mesh's doctor is to be asked. */
function isForeign(pod: Pod, namespace: string): boolean {
  const address = proxyOf(pod)?.env?.find(({ name }) => name === "CA_ADDR")?.value ?? "";
  const [, home] = /^istiod[^.]*\.([^.]+)\.svc\b/.exec(address) ?? [];
  return home !== undefined && home !== namespace;
}

/** A proxy that has just changed to another istiod is known to both: one where it is in sync is enough. */
function judge(pod: Pod, statuses: ProxyStatus[], mesh: string): Finding[] {
  const { namespace, name } = pod.metadata;
  const object = `Pod ${fullName(pod.metadata)}`;
  const log = `kubectl logs -n ${namespace} ${name} -c istio-proxy --tail=50`;
  const { restart } = ownerOf(pod);
  const [status] = statuses;
  if (!status) {
    const expected = `its proxy connected to istiod in ${mesh}`;
    return [
      { severity: "error", object, found: "its proxy is not connected to istiod", expected, next: [log, restart] },
    ];
  }
  const troubles = statuses.map(behind);
  const [found] = troubles;
  if (!found || troubles.includes(undefined)) return [];
  const refusals = Object.values(status.resources ?? {}).flatMap(({ lastError }) => lastError ?? []);
  // A proxy that refuses what it is sent goes on with what it had; started anew it would have nothing.
  const mend = refusals.length > 0 ? "kubectl get envoyfilters,wasmplugins -A" : restart;
  return [
    {
      severity: "error",
      object,
      found,
      expected: "SYNCED",
      causes: refusals.map((error) => `Envoy refused it: ${error.replace(/\s+/g, " ").trim()}`),
      next: [`istioctl proxy-status ${name}.${namespace}`, log, mend],
    },
  ];
}

/** "STALE (listener, route), NOT SENT (cluster)"; undefined when the proxy has all it should have. */
function behind(status: ProxyStatus): string | undefined {
  // Other kinds (ztunnel) are sent other types.
  if (status.proxy_type && !["sidecar", "router"].includes(status.proxy_type)) return undefined;
  const stale = types.filter((type) => status[`${type}_sent`] && status[`${type}_sent`] !== status[`${type}_acked`]);
  const unsent = types.filter((type) => always.includes(type) && !status[`${type}_sent`]);
  const parts = [
    ...(stale.length > 0 ? [`STALE (${stale.join(", ")})`] : []),
    ...(unsent.length > 0 ? [`NOT SENT (${unsent.join(", ")})`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : undefined;
}
