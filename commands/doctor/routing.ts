import { gatewayReference, hostsFor } from "./hosts";
import { fullName, type Metadata } from "./objects";

export interface Gateway {
  metadata: Metadata;
  spec: { selector?: Record<string, string>; servers?: Server[] };
}

export interface Server {
  hosts: string[];
  port: { number: number; protocol: string };
  tls?: { mode?: string; httpsRedirect?: boolean };
}

export interface VirtualService {
  metadata: Metadata;
  spec: { hosts?: string[]; gateways?: string[]; exportTo?: string[]; http?: HttpRoute[] };
}

interface HttpRoute {
  match?: { port?: number; gateways?: string[] }[];
}

/** A route configuration of a gateway's Envoy, by `istioctl proxy-config routes -o json`. */
export interface RouteConfiguration {
  /** "http.80"; none of what Envoy answers itself, such as its readiness. */
  name?: string;
  virtualHosts?: VirtualHost[];
}

export interface VirtualHost {
  name: string;
  domains: string[];
  routes?: { metadata?: { filterMetadata?: { istio?: { config?: string } } } }[];
}

/** Whether requests of HTTP are routed there: what passes through encrypted has no virtual hosts. */
export const isHttp = ({ port, tls }: Server): boolean =>
  ["HTTP", "HTTP2", "GRPC", "GRPC-WEB"].includes(port.protocol.toUpperCase()) ||
  (port.protocol.toUpperCase() === "HTTPS" && !["PASSTHROUGH", "AUTO_PASSTHROUGH"].includes(tls?.mode ?? ""));

/** A Gateway's servers for HTTP, with the hosts that they take from VirtualServices of a namespace. */
export function openServers({ metadata, spec }: Gateway, namespace: string): { port: number; hosts: string[] }[] {
  return (spec.servers ?? [])
    .filter(isHttp)
    .map(({ port, hosts }) => ({ port: port.number, hosts: hostsFor(namespace, hosts, metadata.namespace ?? "") }));
}

/** The gateways that a VirtualService names, without the mesh's sidecars, for which it is when it names none. */
export function gatewaysOf({ metadata, spec }: VirtualService): string[] {
  return (spec.gateways ?? [])
    .filter((reference) => reference !== "mesh")
    .map((reference) => gatewayReference(reference, metadata.namespace ?? ""));
}

/** The ports for which a VirtualService has an HTTP route at a gateway; undefined: for any. None: it has no route there. */
export function routedPorts(service: VirtualService, gateway: string): number[] | undefined {
  const here = (reference: string) => gatewayReference(reference, service.metadata.namespace ?? "") === gateway;
  const ports: number[] = [];
  for (const { match } of service.spec.http ?? []) {
    if (!match?.length) return undefined;
    for (const { gateways, port } of match) {
      if (gateways?.length && !gateways.some(here)) continue;
      if (port === undefined) return undefined;
      ports.push(port);
    }
  }
  return ports;
}

/** Whether gateways in a namespace see a VirtualService. */
export function isVisible({ metadata, spec }: VirtualService, namespace: string): boolean {
  const to = spec.exportTo ?? [];
  return to.length === 0 || to.some((one) => one === "*" || (one === "." ? metadata.namespace : one) === namespace);
}

/** "VirtualService shop/carts". */
export const described = (kind: string, { metadata }: { metadata: Metadata }): string =>
  `${kind} ${fullName(metadata)}`;
