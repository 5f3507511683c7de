import { count, type Finding } from "./finding";
import { intersection } from "./hosts";
import { fullName, type Pod } from "./objects";
import {
  described,
  gatewaysOf,
  isVisible,
  openServers,
  routedPorts,
  type Gateway,
  type VirtualService,
} from "./routing";

/** The ingress gateway: what it is to serve, and what it serves. */
export interface Serving {
  /** The gateway's. */
  namespace: string;
  /** Gateways that select the ingress gateway's pods. */
  chosen: Gateway[];
  /** All of the cluster. */
  gateways: Gateway[];
  services: VirtualService[];
  /** What each pod of the gateway answers for. */
  served: { pod: Pod; hosts: string[] }[];
}

/** Hosts that VirtualServices declare at the ingress gateway, and which it does not answer for. */
export function missing(serving: Serving): Finding[] {
  return serving.services.flatMap((service) => {
    const references = gatewaysOf(service).filter((name) => routedPorts(service, name)?.length !== 0);
    const bound = serving.chosen.filter(({ metadata }) => references.includes(fullName(metadata)));
    const dangling = references.filter((name) => !serving.gateways.some(({ metadata }) => fullName(metadata) === name));
    if (bound.length === 0 && dangling.length === 0) return [];
    return (service.spec.hosts ?? []).flatMap((host) => absent(serving, { service, host, bound, dangling }));
  });
}

interface Declaration {
  service: VirtualService;
  host: string;
  /** Gateways at the ingress gateway that the service names. */
  bound: Gateway[];
  /** Names of its gateways that do not exist. */
  dangling: string[];
}

function absent({ namespace, chosen, served }: Serving, declaration: Declaration): Finding[] {
  const { service, host, bound } = declaration;
  const opened = bound.flatMap((gateway) => openServers(gateway, service.metadata.namespace ?? ""));
  const agreed = opened.flatMap(({ hosts }) => intersection(hosts, [host]));
  const lacking = (agreed.length > 0 ? agreed : [host]).flatMap((name) => {
    const pods = served.filter(({ hosts }) => !hosts.includes(name.toLowerCase())).map(({ pod }) => pod.metadata.name);
    return pods.length > 0 ? [{ name, pods }] : [];
  });
  const unique = new Map(lacking.map((one) => [one.name, one.pods]));
  return [...unique].map(([name, pods]) => ({
    severity: "error",
    object: `${described("VirtualService", service)}, host ${name}`,
    found:
      pods.length === served.length
        ? "the gateway has no virtual host for it"
        : `no virtual host for it on ${count(pods.length, "gateway pod")} (${pods.join(", ")})`,
    expected: "one, as the VirtualService declares the host at a gateway",
    causes: causes(declaration, namespace, chosen),
    next: [
      ...(declaration.dangling.length > 0 ? ["kubectl get gateways.networking.istio.io -A"] : []),
      ...bound.map((gateway) => look(gateway)),
      `istioctl proxy-config routes ${pods[0]}.${namespace}`,
    ],
  }));
}

const look = ({ metadata: { namespace, name } }: Gateway) =>
  `kubectl get gateways.networking.istio.io -n ${namespace} ${name} -o yaml`;

/** The likeliest first; those that can be seen in the objects, else that the gateway is behind. */
function causes({ service, host, bound, dangling }: Declaration, namespace: string, chosen: Gateway[]): string[] {
  const home = service.metadata.namespace ?? "";
  const seen: string[] = [];
  for (const gateway of bound) {
    const servers = openServers(gateway, home);
    const hosts = [...new Set(servers.flatMap((server) => server.hosts))];
    if (servers.length > 0 && intersection(hosts, [host]).length === 0) {
      const listed = hosts.join(", ") || "none";
      seen.push(`${described("Gateway", gateway)} does not list it (for VirtualServices of ${home}: ${listed})`);
    }
  }
  for (const name of dangling) {
    const short = name.split("/")[1];
    const meant = chosen.filter(({ metadata }) => metadata.name === short).map(({ metadata }) => fullName(metadata));
    const hint = meant.length > 0 ? `; one of another namespace is named with it: ${meant.join(", ")}` : "";
    seen.push(`it is bound to Gateway ${name}, which does not exist${hint}`);
  }
  for (const gateway of bound) {
    const ports = openServers(gateway, home).map(({ port }) => port);
    const routed = routedPorts(service, fullName(gateway.metadata));
    const object = described("Gateway", gateway);
    if (ports.length === 0)
      seen.push(`${object} has no server for HTTP: other protocols and TLS passed through have no virtual hosts`);
    else if (routed && !routed.some((port) => ports.includes(port)))
      seen.push(`its routes are for port ${routed.join(", ")}, ${object} listens on ${ports.join(", ")}`);
  }
  if (!isVisible(service, namespace)) seen.push(`its exportTo does not name the gateway's namespace ${namespace}`);
  return seen.length > 0 ? seen : ["the gateway has not taken its newest configuration: see the findings on proxies"];
}
