import * as k8s from "@pulumi/kubernetes";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { NamespaceSettings } from "../../config";
import type { Mesh } from "../mesh/mesh";
import type { Membership, Platform } from "../platforms";

export interface AppNamespaceArgs {
  settings: NamespaceSettings;
  platform: Platform;
  mesh: Mesh;
}

/**
 * A namespace that workloads of the mesh live in. One that somebody else owns only gets its labels from here, and
 * loses them again when it leaves the stack; it is never created or deleted.
 */
export class AppNamespace extends ComponentResource {
  /** Plain name, known at preview. */
  readonly namespace: string;
  readonly membership: Membership;
  /** The namespace where it belongs to the stack: deleting it deletes all that is in it. */
  readonly owned?: Resource;
  /** What a workload here depends on: the namespace with its labels, and the injector. */
  readonly ready: Resource[];

  constructor(name: string, { settings, platform, mesh }: AppNamespaceArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:AppNamespace", name, {}, opts);
    this.namespace = settings.name;
    this.membership = platform.membership(settings.injection);
    const environment: Record<string, string> = settings.environment ? { environment: settings.environment } : {};
    const metadata = { name: settings.name, labels: { ...environment, ...this.membership.namespaceLabels } };
    // The label comes once the injector answers: a pod made between the two would stay without a sidecar.
    const childOpts = { parent: this, dependsOn: mesh.ready };
    const labelled = settings.owned
      ? new k8s.core.v1.Namespace(`${name}-namespace`, { metadata }, childOpts)
      : new k8s.core.v1.NamespacePatch(`${name}-labels`, { metadata }, childOpts);
    this.owned = settings.owned ? labelled : undefined;
    this.ready = [labelled, ...mesh.ready];
    this.registerOutputs({ namespace: settings.name });
  }
}
