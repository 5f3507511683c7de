import type { Resource } from "@pulumi/pulumi";

/** An Envoy at the edge of the mesh. */
export interface MeshGateway {
  namespace: string;
  /** Name of the gateway's Service. */
  service: string;
  /** Pods of the gateway, for the selector of Gateway resources. */
  selector: Record<string, string>;
}

/** Where traffic enters the mesh. */
export interface MeshIngress extends MeshGateway {
  /** Port of the Service that takes plain HTTP. */
  httpPort: number;
  /** Port of the Service that takes HTTPS. */
  httpsPort: number;
}

/** What every way to get a control plane gives to the rest of the program. */
export interface Mesh {
  /** The control plane's namespace, which is also the root namespace: what lies there holds for the whole mesh. */
  namespace: string;
  /** Undefined where the ingress gateway is switched off. */
  ingress?: MeshIngress;
  /** Where calls to the outside leave the mesh; undefined where the egress gateway is switched off. */
  egress?: MeshGateway;
  /** What calls that are led there wait for. */
  egressReady?: Resource[];
  /** Names of the Helm releases it is made of, in the order of their installation. */
  releases: string[];
  /** Whatever needs the mesh's CRDs, webhooks or injector depends on these, and is deleted before them. */
  ready: Resource[];
}
