import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { MeshSettings } from "../../config";
import { egressGatewayName } from "../../config/rules";
import type { Platform } from "../platforms";
import { keepStats } from "../proxyStats";
import { chartRelease } from "./chartRelease";
import type { MeshGateway, MeshIngress } from "./mesh";

export interface GatewayArgs {
  mesh: MeshSettings;
  platform: Platform;
  namespace: string;
  /** The injector, which gives the gateway's pods their image: before it is ready they would be stuck without one. */
  after: Resource[];
}

/** Ports of the gateways' Services for HTTPS, as Istio's chart has them. */
const httpsPort = 443;

/** The Envoy at the edge of the mesh and its Service. */
export class IngressGateway extends ComponentResource {
  readonly ingress: MeshIngress;

  constructor(name: string, { mesh, platform, namespace, after }: GatewayArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:mesh:IngressGateway", name, {}, opts);
    const { gateway } = mesh;
    chartRelease(
      `${name}-gateway`,
      {
        component: "gateway",
        release: gateway.name,
        namespace,
        values: [platform.chartValues, { service: serviceValues(gateway) }],
      },
      mesh,
      { parent: this, dependsOn: after },
    );
    this.ingress = {
      namespace,
      service: gateway.name,
      selector: selectorOf(gateway.name),
      httpPort: gateway.httpPort,
      httpsPort,
    };
    this.registerOutputs({});
  }
}

/** The Envoy through which calls leave the mesh: what the outside sees of it, and where such calls can be watched. */
export class EgressGateway extends ComponentResource {
  readonly egress: MeshGateway;

  constructor(name: string, { mesh, platform, namespace, after }: GatewayArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:mesh:EgressGateway", name, {}, opts);
    const service = egressGatewayName;
    chartRelease(
      `${name}-gateway`,
      {
        component: "egressGateway",
        release: service,
        namespace,
        // Only the mesh calls it: it needs no address of its own outside of the cluster.
        values: [platform.chartValues, { service: { type: "ClusterIP" }, podAnnotations: countCalls }],
      },
      mesh,
      { parent: this, dependsOn: after },
    );
    this.egress = { namespace, service, selector: selectorOf(service) };
    this.registerOutputs({});
  }
}

/** Envoy keeps few statistics by default; this adds how many calls went out to each host. */
const countCalls = keepStats(String.raw`cluster\.outbound.*upstream_rq_total`);

/** The chart labels its pods with the release's name, less a leading "istio-". */
const selectorOf = (release: string) => ({ istio: release.replace(/^istio-/, "") });

/** The chart's own ports, with those of HTTP as the settings say; Helm replaces a list whole. */
function serviceValues({ serviceType, httpPort, httpNodePort }: MeshSettings["gateway"]): Record<string, unknown> {
  const port = (name: string, number: number, targetPort = number) => ({
    name,
    port: number,
    protocol: "TCP",
    targetPort,
  });
  const nodePort = httpNodePort === undefined ? {} : { nodePort: httpNodePort };
  return {
    type: serviceType,
    ports: [port("status-port", 15021), { ...port("http2", httpPort, 80), ...nodePort }, port("https", httpsPort)],
  };
}
