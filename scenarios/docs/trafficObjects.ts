import type { Settings } from "../../config";
import { egressGatewayName } from "../../config/rules";
import { appTraffic } from "../../components/traffic/appTraffic";
import type { AppTraffic } from "../../components/traffic/appTraffic";
import { compileExternal, egressDestinations } from "../../components/traffic/externalService";
import { compileTraffic } from "../../components/traffic/serviceTraffic";
import type { MeshGateway } from "../../components/mesh/mesh";

/** An object of Istio's as the API server gets it. */
export interface IstioObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: object;
}

type Args = Pick<IstioObject, "spec"> & { metadata: { name: string; namespace?: string } };

const object = (kind: string, { metadata, spec }: Args, group = "networking"): IstioObject => ({
  apiVersion: `${group}.istio.io/v1`,
  kind,
  metadata,
  spec,
});

const optional = (kind: string, args: Args | undefined) => (args ? [object(kind, args)] : []);

/**
 * All objects of Istio's that the program makes of a stack's settings, in the order in which it writes them. What is
 * here beside the compilers is checked against the program itself (tests/unit/scenarios/lessons.spec.ts).
 */
export function trafficObjects(settings: Settings): IstioObject[] {
  const { mesh, externalServices, namespaces } = settings;
  const meshNamespace = mesh.namespace.name;
  const mtls = { metadata: { name: "default", namespace: meshNamespace }, spec: { mtls: { mode: mesh.mtls } } };
  const egress = mesh.components.egressGateway ? gatewayOf(egressGatewayName, meshNamespace) : undefined;
  return [
    object("PeerAuthentication", mtls, "security"),
    ...appTraffic(settings).flatMap((app) => objectsOfApp(app, settings)),
    ...optional("DestinationRule", egress && egressDestinations(externalServices, egress)),
    ...externalServices.flatMap((external) => {
      const { serviceEntry, gateway, destinationRule, virtualService } = compileExternal(external, egress);
      return [
        object("ServiceEntry", serviceEntry),
        ...optional("Gateway", gateway),
        ...optional("DestinationRule", destinationRule),
        ...optional("VirtualService", virtualService),
      ];
    }),
    ...namespaces.flatMap(({ name: namespace, outboundTraffic: mode }) =>
      mode ? [object("Sidecar", { metadata: { name: "default", namespace }, spec: outbound(mode) })] : [],
    ),
  ];
}

const outbound = (mode: string) => ({ outboundTrafficPolicy: { mode } });

const gatewayOf = (service: string, namespace: string): MeshGateway => ({
  namespace,
  service,
  selector: { istio: service.replace(/^istio-/, "") },
});

function objectsOfApp({ gateway, namespace, host, tls, services }: AppTraffic, { mesh }: Settings): IstioObject[] {
  if (tls) throw new Error(`${gateway}: no lesson is about TLS at the gateway, so its servers are not compiled here`);
  const { name, httpPort } = mesh.gateway;
  const servers = [{ port: { number: httpPort, name: "http", protocol: "HTTP" }, hosts: [host] }];
  const spec = { selector: gatewayOf(name, mesh.namespace.name).selector, servers };
  return [
    ...optional(
      "Gateway",
      host && mesh.components.gateway ? { metadata: { name: gateway, namespace }, spec } : undefined,
    ),
    ...services
      .map(compileTraffic)
      .flatMap(({ destinationRule, virtualServices }) => [
        object("DestinationRule", destinationRule),
        ...virtualServices.map((virtualService) => object("VirtualService", virtualService)),
      ]),
  ];
}
