import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import { Gateway } from "../istio";
import type { MeshIngress } from "../mesh/mesh";
import type { Platform } from "../platforms";

export interface IngressHostsArgs {
  /** Name of the Gateway. */
  gateway: string;
  namespace: string;
  /** Explicit DNS names; with a wildcard this Gateway would answer for what others own. */
  hosts: readonly string[];
  /** The gateway pods that take the traffic. */
  ingress: MeshIngress;
  platform: Platform;
  /** The namespace and the ready control plane. */
  after: Resource[];
}

/** Hosts that the mesh answers for at its edge: one Gateway, and what the platform needs to publish them. */
export class IngressHosts extends ComponentResource {
  /** The Gateway as VirtualServices name it, `namespace/name`. */
  readonly reference: string;

  constructor(name: string, args: IngressHostsArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:traffic:IngressHosts", name, {}, opts);
    const { gateway, namespace, hosts, ingress, platform, after } = args;
    const childOpts = { parent: this, dependsOn: after };
    new Gateway(
      `${name}-gateway`,
      {
        metadata: { name: gateway, namespace },
        spec: {
          selector: ingress.selector,
          servers: [{ port: { number: ingress.httpPort, name: "http", protocol: "HTTP" }, hosts: [...hosts] }],
        },
      },
      childOpts,
    );
    platform.exposeHosts(name, hosts, ingress, childOpts);
    this.reference = `${namespace}/${gateway}`;
    this.registerOutputs({ reference: this.reference });
  }
}
