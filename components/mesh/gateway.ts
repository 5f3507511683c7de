import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { MeshSettings } from "../../config";
import type { Platform } from "../platforms";
import { chartRelease } from "./chartRelease";
import type { MeshIngress } from "./mesh";

export interface IngressGatewayArgs {
  mesh: MeshSettings;
  platform: Platform;
  namespace: string;
  /** The injector, which gives the gateway's pods their image: before it is ready they would be stuck without one. */
  after: Resource[];
}

/** The Envoy at the edge of the mesh and its Service. */
export class IngressGateway extends ComponentResource {
  readonly ingress: MeshIngress;

  constructor(name: string, { mesh, platform, namespace, after }: IngressGatewayArgs, opts?: ComponentResourceOptions) {
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
      // The chart labels its pods with the release's name, less a leading "istio-".
      selector: { istio: gateway.name.replace(/^istio-/, "") },
      httpPort: gateway.httpPort,
    };
    this.registerOutputs({});
  }
}

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
    ports: [port("status-port", 15021), { ...port("http2", httpPort, 80), ...nodePort }, port("https", 443)],
  };
}
