import { kubectl } from "./kubectl";

/** A gateway's Service. */
export interface GatewayService {
  namespace: string;
  service: string;
}

export interface GatewayAddress {
  /** Where it is reached from outside the cluster, as `http://192.0.2.1:8080`: undefined when only from inside. */
  address?: string;
  /** The Service's port; undefined where it has none for the scheme. */
  port?: number;
}

interface Port {
  name?: string;
  port: number;
  nodePort?: number;
}

interface Service {
  spec: { ports: Port[] };
  status: { loadBalancer: { ingress?: { ip?: string; hostname?: string }[] } };
}

const named = (ports: Port[], wanted: string) => ports.find(({ name }) => name === wanted);

/** Each scheme's port, as Istio's gateway Services name it, and the number that needs not be said. */
const schemes = {
  http: { usual: 80, find: (ports: Port[]) => named(ports, "http2") ?? ports[0] },
  https: { usual: 443, find: (ports: Port[]) => named(ports, "https") },
};

/** The port of a gateway's Service that takes a scheme, and where it is reached from outside: its balancer's, or a node's. */
export function gatewayAddress(
  { namespace, service }: GatewayService,
  scheme: keyof typeof schemes = "http",
): GatewayAddress {
  const { spec, status } = JSON.parse(kubectl("get", "service", "-n", namespace, service, "-o", "json")) as Service;
  const { usual, find } = schemes[scheme];
  const found = find(spec.ports);
  if (!found) return {};
  const { port, nodePort } = found;
  const balancer = status.loadBalancer.ingress?.[0];
  const host = balancer?.ip ?? balancer?.hostname;
  if (host) return { address: `${scheme}://${inUrl(host)}${port === usual ? "" : `:${port}`}`, port };
  const node = nodePort && nodeAddress();
  return node ? { address: `${scheme}://${inUrl(node)}:${nodePort}`, port } : { port };
}

/** An address of the first node; undefined where there is none, or the account may not list nodes. */
function nodeAddress(): string | undefined {
  const path = `jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}`;
  try {
    // A node of two families has two.
    return kubectl("get", "nodes", "-o", path).trim().split(" ")[0];
  } catch {
    return undefined;
  }
}

/** An address of IPv6 has colons of its own. */
const inUrl = (host: string) => (host.includes(":") ? `[${host}]` : host);
