import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { HostTls } from "../../config";
import type { GatewayServers } from "../istio";
import { Gateway } from "../istio";
import type { MeshIngress, NetworkingVersion } from "../mesh/mesh";
import type { Platform } from "../platforms";

export interface IngressHostsArgs {
  /** Name of the Gateway. */
  gateway: string;
  namespace: string;
  /** Explicit DNS names; with a wildcard this Gateway would answer for what others own. */
  hosts: readonly string[];
  /** Set: the hosts are served over HTTPS with the certificate of that Secret, which lies beside the gateway's pods. */
  tls?: HostTls;
  /** The gateway pods that take the traffic. */
  ingress: MeshIngress;
  platform: Platform;
  /** The version in which the Gateway is written. Default: the newest. */
  networking?: NetworkingVersion;
  /** The namespace and the ready control plane. */
  after: Resource[];
}

/** Hosts that the mesh answers for at its edge: one Gateway, and what the platform needs to publish them. */
export class IngressHosts extends ComponentResource {
  /** The Gateway as VirtualServices name it, `namespace/name`. */
  readonly reference: string;

  constructor(name: string, args: IngressHostsArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:traffic:IngressHosts", name, {}, opts);
    const { gateway, namespace, hosts, tls, ingress, platform, networking, after } = args;
    const spec = { selector: ingress.selector, servers: servers(args) };
    const childOpts = { parent: this, dependsOn: after };
    new Gateway(`${name}-gateway`, { apiVersion: networking, metadata: { name: gateway, namespace }, spec }, childOpts);
    platform.exposeHosts(name, hosts, { ...ingress, tls: tls !== undefined }, childOpts);
    this.reference = `${namespace}/${gateway}`;
    this.registerOutputs({ reference: this.reference });
  }
}

/** Plain HTTP, or HTTPS beside an HTTP port that sends callers there (https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/). */
function servers({ gateway, namespace, hosts, tls, ingress }: IngressHostsArgs): GatewayServers[] {
  const http: GatewayServers = {
    port: { number: ingress.httpPort, name: "http", protocol: "HTTP" },
    hosts: [...hosts],
    ...(tls?.redirectHttp ? { tls: { httpsRedirect: true } } : {}),
  };
  if (!tls) return [http];
  const https: GatewayServers = {
    // The names of HTTPS ports must differ within a gateway's pods: their routes are named after them.
    port: { number: ingress.httpsPort, name: `https-${namespace}-${gateway}`, protocol: "HTTPS" },
    hosts: [...hosts],
    tls: {
      mode: tls.clientCertificates ? "MUTUAL" : "SIMPLE",
      credentialName: tls.secret,
      minProtocolVersion: tls.minVersion,
    },
  };
  return [http, https];
}
