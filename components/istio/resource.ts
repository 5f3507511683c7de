import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { goneAtOnce } from "../deletion";

/** Who an Istio object is. Plain values, never Outputs. */
export interface IstioMetadata {
  name: string;
  /** Default: the namespace of the Kubernetes provider. */
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/**
 * What every Istio resource takes. All of it is plain: a policy that meets an Output whose value is not known yet can
 * only advise at preview, not refuse (UnknownValueError in @pulumi/policy's server).
 */
export interface IstioArgs<Spec, ApiVersion extends string> {
  /** Default: the newest that the pinned charts serve. An older control plane (OpenShift Service Mesh 2) lacks `v1`. */
  apiVersion?: ApiVersion;
  metadata: IstioMetadata;
  spec: Spec;
}

/** The common part of the classes in index.ts: a Kubernetes custom resource whose kind is fixed and whose spec is typed. */
export abstract class IstioResource extends CustomResource {
  protected constructor(
    kind: string,
    newest: string,
    name: string,
    { apiVersion = newest, metadata, spec }: IstioArgs<object, string>,
    opts?: CustomResourceOptions,
  ) {
    const annotations = { ...goneAtOnce, ...metadata.annotations };
    super(name, { apiVersion, kind, metadata: { ...metadata, annotations }, spec }, opts);
  }
}
