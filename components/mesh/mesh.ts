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

/** Versions of Istio's traffic rules, newest first. An older control plane does not serve the newest. */
export type NetworkingVersion =
  "networking.istio.io/v1" | "networking.istio.io/v1beta1" | "networking.istio.io/v1alpha3";

/** A namespace of the stack, as a control plane takes it in. */
export interface Member {
  name: string;
  /** The namespace's object, or the patch of one that somebody else owns. */
  resource: Resource;
}

/** What every way to get a control plane gives to the rest of the program. */
export interface Mesh {
  /** What it is, for people: `Istio 1.30.4`. */
  title: string;
  /** Release or folder of Istio's charts of today, where it is made of them. */
  charts?: string;
  /** The control plane's namespace, which is also the root namespace: what lies there holds for the whole mesh. */
  namespace: string;
  /** Undefined where the ingress gateway is switched off. */
  ingress?: MeshIngress;
  /** Where calls to the outside leave the mesh; undefined where the egress gateway is switched off. */
  egress?: MeshGateway;
  /** What calls that are led there wait for. */
  egressReady?: Resource[];
  /** The version in which traffic rules are written. Default: the newest. */
  networking?: NetworkingVersion;
  /** Labels that a namespace of the mesh needs beside those of injection, such as a discovery selector's. */
  namespaceLabels?: Record<string, string>;
  /**
   * Whether the injector leads startup probes past the proxy, as it does the other two. Istio before 1.7 does not, and under
   * STRICT such a probe over HTTP never succeeds (istio: pkg/kube/inject/app_probe.go). Default: true.
   */
  startupProbes?: boolean;
  /** Tag or branch of istio/istio that it is made from, where it is one of today's. */
  istioRef?: string;
  /** Whether the control plane brings addons of its own, and has been told which. Default: no. */
  ownAddons?: boolean;
  /** Takes namespaces in, where the control plane keeps a list of them. Workloads wait for what it returns. */
  enroll?: (members: readonly Member[]) => Resource[];
  /** Names of the Helm releases it is made of, in the order of their installation. */
  releases: string[];
  /** Whatever needs the mesh's CRDs, webhooks or injector depends on these, and is deleted before them. */
  ready: Resource[];
}
