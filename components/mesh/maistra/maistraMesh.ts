import * as k8s from "@pulumi/kubernetes";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { AddonsSettings, MeshSettings } from "../../../config";
import { maistraSettings } from "../../../config/mesh/maistra";
import type { Member, Mesh, MeshIngress, NetworkingVersion } from "../mesh";
import { controlPlane } from "./controlPlane";
import { memberRoll } from "./memberRoll";
import { installOperators } from "./operators";

export interface MaistraMeshArgs {
  mesh: MeshSettings;
  /** Those that are on become the control plane's own. Default: none. */
  addons?: AddonsSettings;
}

/**
 * OpenShift Service Mesh 2, or Maistra: its operators, the ServiceMeshControlPlane, and the roll of its members. Mutual TLS
 * is the control plane's own setting. Removal goes backwards, so that no finalizer outlives the operator that takes it away.
 */
export class MaistraMesh extends ComponentResource implements Mesh {
  readonly title: string;
  readonly namespace: string;
  readonly ingress: MeshIngress;
  readonly networking: NetworkingVersion;
  readonly startupProbes: boolean;
  readonly ownAddons = true;
  /** No Helm release is made here: the operator renders its charts itself. */
  readonly releases: string[] = [];
  readonly ready: Resource[];
  private readonly roll: string;
  private readonly extraMembers: readonly string[];

  constructor(name: string, { mesh, addons = {} }: MaistraMeshArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:mesh:MaistraMesh", name, {}, opts);
    const maistra = maistraSettings(mesh);
    const { name: namespace, owned } = mesh.namespace;
    const home = owned
      ? [new k8s.core.v1.Namespace(`${name}-namespace`, { metadata: { name: namespace } }, { parent: this })]
      : [];
    const before = [...home, ...installOperators(name, maistra.operators, this)];
    const opened = { parent: this, dependsOn: before };
    this.ready = [...before, ...controlPlane(`${name}-control-plane`, { mesh, maistra, addons }, opened)];
    this.title = `OpenShift Service Mesh ${maistra.version}`;
    this.namespace = namespace;
    this.ingress = {
      namespace,
      service: "istio-ingressgateway",
      selector: { istio: "ingressgateway" },
      // The Service's ports, which Gateways name: the pods listen on its target ports, 8080 and 8443, as Maistra taught
      // Istio to (istio/istio#20838).
      httpPort: 80,
      httpsPort: 443,
    };
    // Istio 1.4 has the one version only; networking.istio.io/v1 came with 1.22, after all of this.
    this.networking = maistra.version === "v1.1" ? "networking.istio.io/v1alpha3" : "networking.istio.io/v1beta1";
    // v1.1 is Istio 1.4, v2.0 is 1.6, v2.1 is 1.9.
    this.startupProbes = !["v1.1", "v2.0"].includes(maistra.version);
    this.roll = `${name}-member-roll`;
    this.extraMembers = maistra.extraMembers;
    this.registerOutputs({ namespace });
  }

  /** Takes in the stack's namespaces, and those that the settings name beside them. */
  enroll(members: readonly Member[]): Resource[] {
    const names = [...members.map(({ name }) => name), ...this.extraMembers];
    if (names.length === 0) return [];
    // Deleted before the namespaces: the operator takes itself out of them while they are still there.
    const dependsOn = [...this.ready, ...members.map(({ resource }) => resource)];
    return [memberRoll(this.roll, { namespace: this.namespace, members: names }, { parent: this, dependsOn })];
  }
}
