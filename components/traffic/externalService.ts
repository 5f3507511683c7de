import { createHash } from "node:crypto";
import type { ExternalServiceSettings } from "../../config";
import type { DestinationRuleArgs, GatewayArgs, ServiceEntryArgs, VirtualServiceArgs } from "../istio";
import type { MeshGateway } from "../mesh/mesh";
import { checkedRules } from "./checkedRules";
import { destinationRuleSpec } from "./destinationRule";
import { serviceHost } from "./serviceHost";
import { httpRoutes } from "./virtualService";

/** The Istio objects that let the mesh call a host outside of it. */
export interface CompiledExternal {
  serviceEntry: ServiceEntryArgs;
  gateway?: GatewayArgs;
  virtualService?: VirtualServiceArgs;
  destinationRule?: DestinationRuleArgs;
}

/** Port of an egress gateway that takes calls under the mesh's mutual TLS. */
const egressPort = 443;

const egressHost = ({ namespace, service }: MeshGateway) => serviceHost(service, namespace);

/** Compiles a host outside of the mesh; with an egress gateway, calls leave the mesh there and nowhere else. */
export function compileExternal(external: ExternalServiceSettings, egress?: MeshGateway): CompiledExternal {
  const { name, namespace, host, ports, endpoint } = external;
  const metadata = { name, namespace };
  const through = external.egressGateway ? egress : undefined;
  return {
    serviceEntry: {
      metadata,
      spec: {
        hosts: [host],
        location: "MESH_EXTERNAL",
        resolution: "DNS",
        ports: ports.map(({ number, targetPort, protocol }) => ({
          number,
          protocol,
          name: portName(protocol, number),
          ...(targetPort ? { targetPort } : {}),
        })),
        ...(endpoint ? { endpoints: [{ address: endpoint }] } : {}),
        // Only this namespace learns of the host, and the gateway that calls it.
        exportTo: [...new Set([".", ...(through ? [through.namespace] : [])])],
      },
    },
    ...(through ? throughGateway(external, through) : ruled(external)),
  };
}

const portName = (protocol: string, number: number) => `${protocol.toLowerCase()}-${number}`;

/** Rules of the caller's own for a host that speaks HTTP. */
function ruled({ name, namespace, host, ports, traffic }: ExternalServiceSettings): Partial<CompiledExternal> {
  if (!traffic) return {};
  const metadata = { name, namespace };
  // A host outside has one address here: unless it is asked for, there is no pod that could be taken out.
  const rules = { outlierDetection: "off" as const, ...checkedRules(traffic, host) };
  const { trafficPolicy, ...spec } = destinationRuleSpec(host, rules, []);
  // Nobody outside of the mesh has its certificates: without settings of its own the call goes out as the app made it.
  const { tls, ...others } = trafficPolicy ?? {};
  const policy = rules.tls && rules.tls.mode !== "ISTIO_MUTUAL" ? { ...others, tls } : others;
  const port = ports[0]?.number ?? egressPort;
  return {
    virtualService: { metadata, spec: { hosts: [host], http: httpRoutes(rules, { host, port }), exportTo: ["."] } },
    // Istio refuses a rule that says nothing.
    ...(Object.keys(policy).length > 0
      ? { destinationRule: { metadata, spec: { ...spec, trafficPolicy: policy, exportTo: ["."] } } }
      : {}),
  };
}

/**
 * From the sidecar to the egress gateway under the mesh's mutual TLS, with the host as its server name, and from there
 * to the host (https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/).
 */
function throughGateway(
  { name, namespace, host, ports }: ExternalServiceSettings,
  egress: MeshGateway,
): Partial<CompiledExternal> {
  const metadata = { name: `${name}-egress`, namespace };
  const gateway = `${namespace}/${metadata.name}`;
  const { number, protocol } = ports[0]!;
  const isHttp = protocol === "HTTP";
  const out = [
    { destination: { host: egressHost(egress), subset: subsetOf(namespace, name), port: { number: egressPort } } },
  ];
  const onwards = [{ destination: { host, port: { number } } }];
  const inMesh = { gateways: ["mesh"], port: number };
  const atGateway = { gateways: [gateway], port: egressPort };
  return {
    gateway: {
      metadata,
      spec: {
        selector: egress.selector,
        servers: [
          {
            port: { number: egressPort, name: `tls-${namespace}-${name}`, protocol: isHttp ? "HTTPS" : "TLS" },
            hosts: [host],
            tls: { mode: "ISTIO_MUTUAL" },
          },
        ],
      },
    },
    virtualService: {
      metadata,
      spec: {
        hosts: [host],
        gateways: ["mesh", gateway],
        // As far as the host itself: elsewhere its name may mean something else.
        exportTo: [".", egress.namespace],
        ...(isHttp
          ? {
              http: [
                { match: [inMesh], route: out },
                { match: [atGateway], route: onwards },
              ],
            }
          : {
              tls: [{ match: [{ ...inMesh, sniHosts: [host] }], route: out }],
              tcp: [{ match: [atGateway], route: onwards }],
            }),
      },
    },
  };
}

/** A name that no other host's subset has, in one DNS label. */
function subsetOf(namespace: string, name: string): string {
  const key = createHash("sha256").update(`${namespace}/${name}`).digest("hex").slice(0, 8);
  return `${name.slice(0, 54)}-${key}`;
}

/** The one DestinationRule of an egress gateway: a subset for each host that is called through it, with that host's server name. */
export function egressDestinations(
  externals: readonly ExternalServiceSettings[],
  egress: MeshGateway,
): DestinationRuleArgs | undefined {
  const through = externals.filter(({ egressGateway }) => egressGateway);
  if (through.length === 0) return undefined;
  const tls = { mode: "ISTIO_MUTUAL" } as const;
  return {
    metadata: { name: egress.service, namespace: egress.namespace },
    spec: {
      host: egressHost(egress),
      trafficPolicy: { tls },
      subsets: through.map(({ name, namespace, host }) => ({
        name: subsetOf(namespace, name),
        trafficPolicy: { tls: { ...tls, sni: host } },
      })),
    },
  };
}
