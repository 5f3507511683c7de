import { missing } from "../missingHosts";
import { count, skipped, type Check, type Finding, type Result } from "../finding";
import type { Ingress } from "../installed";
import { covers, hostOf } from "../hosts";
import { selects, type Pod } from "../objects";
import { isRunning, podsOf } from "../pods";
import { gatewaysOf, type Gateway, type RouteConfiguration, type VirtualHost, type VirtualService } from "../routing";

/** The gateway serves just the hosts that the cluster's Gateways and VirtualServices declare. */
export const virtualHosts: Check = {
  name: "virtual hosts",
  run: async ({ cluster, outputs: { ingressGateway: ingress, meshNamespace } }) => {
    if (!ingress) return skipped("this stack has no ingress gateway");
    const pods = podsOf(await cluster.list<Pod>("pods"), ingress.namespace, ingress.selector).filter(isRunning);
    if (pods.length === 0) return skipped("no ingress gateway runs that could be asked");
    const routesOf = async (pod: Pod): Promise<Routes> => {
      const name = `${pod.metadata.name}.${ingress.namespace}`;
      const said = await cluster.istioctl("proxy-config", "routes", name, "-i", meshNamespace, "-o", "json");
      return { pod, configurations: (JSON.parse(said) as RouteConfiguration[] | null) ?? [] };
    };
    const [gateways, services, routes] = await Promise.all([
      cluster.list<Gateway>("gateways.networking.istio.io"),
      cluster.list<VirtualService>("virtualservices.networking.istio.io"),
      Promise.all(pods.map(routesOf)),
    ]);
    return judgeVirtualHosts({ ingress, gateways, services, routes });
  },
};

export interface Routes {
  pod: Pod;
  configurations: RouteConfiguration[];
}

export interface Declared {
  ingress: Ingress;
  gateways: Gateway[];
  services: VirtualService[];
  /** Of each running pod of the gateway. */
  routes: Routes[];
}

export function judgeVirtualHosts({ ingress, gateways, services, routes }: Declared): Result {
  const served = routes.map(({ pod, configurations }) => ({ pod, hosts: configurations.flatMap(hostsOf) }));
  const chosen = gateways.filter(({ spec }) =>
    routes.some(({ pod }) => selects(spec.selector ?? {}, pod.metadata.labels)),
  );
  const lost = missing({ namespace: ingress.namespace, chosen, gateways, services, served });
  const strange = undeclared(routes, [...services.flatMap(hostsAtGateways), ...chosen.flatMap(redirectedHosts)]);
  const hosts = new Set(served.flatMap((one) => one.hosts));
  const summary = `${count(hosts.size, "host")} on ${count(routes.length, "gateway pod")}`;
  return {
    summary: lost.length > 0 ? `${summary}, ${lost.length} missing` : summary,
    findings: [...lost, ...strange],
  };
}

/** The virtual hosts that come from the mesh's configuration: not Envoy's own, nor the 404 of a port without any. */
function ofMesh({ name = "", virtualHosts = [] }: RouteConfiguration): VirtualHost[] {
  return /^https?\./.test(name) ? virtualHosts.filter((one) => !one.name.startsWith("blackhole:")) : [];
}

const hostsOf = (configuration: RouteConfiguration): string[] =>
  ofMesh(configuration).flatMap(({ domains }) => domains.map(hostOf));

const hostsAtGateways = (service: VirtualService): string[] =>
  gatewaysOf(service).length > 0 ? (service.spec.hosts ?? []) : [];

/** A server that only redirects to HTTPS answers for its hosts without a VirtualService. */
const redirectedHosts = ({ spec }: Gateway): string[] =>
  (spec.servers ?? []).flatMap(({ hosts, tls }) =>
    tls?.httpsRedirect ? hosts.map((host) => host.replace(/^.*\//, "")) : [],
  );

/** Hosts that a gateway answers for though nobody declares them: leftovers, or of another source than VirtualServices. */
function undeclared(routes: Routes[], declared: string[]): Finding[] {
  const strangers = new Map<string, Finding>();
  for (const { pod, configurations } of routes) {
    for (const { domains, routes: rules = [] } of configurations.flatMap(ofMesh)) {
      const source = rules.map(({ metadata }) => metadata?.filterMetadata?.istio?.config).find(Boolean);
      const { name, namespace } = pod.metadata;
      for (const host of domains.map((domain) => hostOf(domain.replace(/^.*\//, "")))) {
        if (declared.some((one) => covers(one.toLowerCase(), host) || covers(host, one.toLowerCase()))) continue;
        strangers.set(host, {
          severity: "warning",
          object: `Host ${host}`,
          found: `the gateway answers for it${source ? ` (from ${source})` : ""}`,
          expected: "a VirtualService that declares it",
          next: [
            `istioctl proxy-config routes ${name}.${namespace} -o json`,
            "kubectl get virtualservices,ingresses,envoyfilters -A",
          ],
        });
      }
    }
  }
  return [...strangers.values()];
}
