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
  /** The namespace with its labels, or the patch that gives them to somebody else's. */
  readonly resource: Resource;
  /** Whether any of its workloads gets a sidecar. */
  readonly injected: boolean;
  /** Whether workloads here can have startup probes: see Mesh. */
  readonly startupProbes: boolean;
  /** What a workload here depends on: the namespace with its labels, its rights, the injector, where needed its membership. */
  readonly ready: Resource[];

  constructor(name: string, { settings, platform, mesh }: AppNamespaceArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:apps:AppNamespace", name, {}, opts);
    this.namespace = settings.name;
    this.membership = platform.membership(settings.injection);
    this.startupProbes = mesh.startupProbes ?? true;
    this.injected = settings.injection !== "disabled";
    const environment: Record<string, string> = settings.environment ? { environment: settings.environment } : {};
    const metadata = {
      name: settings.name,
      labels: { ...environment, ...mesh.namespaceLabels, ...this.membership.namespaceLabels },
    };
    // The label comes once the injector answers: a pod made between the two would stay without a sidecar.
    const childOpts = { parent: this, dependsOn: mesh.ready };
    const labelled = settings.owned
      ? new k8s.core.v1.Namespace(`${name}-namespace`, { metadata }, childOpts)
      : new k8s.core.v1.NamespacePatch(`${name}-labels`, { metadata }, childOpts);
    this.owned = settings.owned ? labelled : undefined;
    this.resource = labelled;
    const { name: namespace, injection } = settings;
    const rightsOpts = { parent: this, dependsOn: [labelled, ...mesh.ready] };
    const rights = platform.admit(name, { namespace, injection, owned: this.owned }, rightsOpts);
    this.ready = [labelled, ...rights, ...mesh.ready];
    this.registerOutputs({ namespace: settings.name });
  }
}

/**
 * Takes the namespaces into the mesh where its control plane keeps a list of them: workloads there wait for that. One without
 * injection stays outside: what a mesh does to its members, such as NetworkPolicies, is not for it.
 */
export function enroll(namespaces: readonly AppNamespace[], mesh: Mesh): void {
  const inside = namespaces.filter(({ injected }) => injected);
  const members = inside.map(({ namespace, resource }) => ({ name: namespace, resource }));
  const enrolled = mesh.enroll?.(members) ?? [];
  for (const { ready } of inside) ready.push(...enrolled);
}
