import * as k8s from "@pulumi/kubernetes";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { AddonsSettings, MeshSettings } from "../../../config";
import { operatorNamespace } from "../../../config/mesh/operator";
import { activeRevision, defaultRevision, sailSettings } from "../../../config/mesh/sail";
import { PeerAuthentication } from "../../istio";
import type { Platform } from "../../platforms";
import { goneAtOnce } from "../../deletion";
import type { Mesh, MeshIngress, NetworkingVersion } from "../mesh";
import { subscription, succeededCsv } from "../olm";
import { InjectedGateway } from "./injectedGateway";
import { istioSpec } from "./istioSpec";

export interface SailMeshArgs {
  mesh: MeshSettings;
  /** What the control plane has to know of them. Default: none. */
  addons?: AddonsSettings;
  platform: Platform;
}

const waitFor = "pulumi.com/waitFor";

interface Metadata {
  name: string;
  annotations: Record<string, string>;
}

/**
 * OpenShift Service Mesh 3: its operator, the CNI plugin, the control plane, the mesh-wide mutual TLS, and an ingress
 * gateway, which this operator leaves to others.
 */
export class SailMesh extends ComponentResource implements Mesh {
  readonly title: string;
  readonly namespace: string;
  readonly istioRef: string;
  readonly ingress: MeshIngress;
  readonly networking: NetworkingVersion = "networking.istio.io/v1";
  readonly namespaceLabels: Record<string, string>;
  readonly releases = [];
  readonly ready: Resource[];

  constructor(name: string, { mesh, addons = {}, platform }: SailMeshArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:mesh:SailMesh", name, {}, opts);
    const sail = sailSettings(mesh);
    const { operator, cni, gateway, discoveryLabels } = sail;
    const { name: namespace, owned } = mesh.namespace;
    const revision = activeRevision(sail);
    const ready: Resource[] = [];
    // Each step depends on all before it: that is the order of installation, and backwards that of removal.
    const after = () => ({ parent: this, dependsOn: [...ready] });
    const home = (part: string, place: string, labels: Record<string, string> = {}) => {
      const metadata = { name: place, labels };
      if (owned) {
        ready.push(new k8s.core.v1.Namespace(`${name}-${part}`, { metadata }, after()));
      } else if (Object.keys(labels).length > 0) {
        ready.push(new k8s.core.v1.NamespacePatch(`${name}-${part}-labels`, { metadata }, after()));
      }
    };
    const custom = (part: string, kind: string, metadata: Metadata, spec: object) => {
      // Their namespace cannot be changed, and a cluster has one of each name.
      const replaced = { replaceOnChanges: ["spec.namespace"], deleteBeforeReplace: true };
      const object = { apiVersion: "sailoperator.io/v1", kind, metadata, spec };
      ready.push(new CustomResource(`${name}-${part}`, object, { ...after(), ...replaced }));
    };

    if (operator.install) {
      const asked = subscription(`${name}-subscription`, { ...operator, namespace: operatorNamespace }, after());
      ready.push(asked);
      ready.push(succeededCsv(`${name}-operator`, asked, after()));
    }
    // A control plane passes over what lies in namespaces that it does not discover, its own too.
    home("namespace", namespace, discoveryLabels);
    home("gateway-namespace", gateway.namespace, discoveryLabels);
    if (cni.install) {
      home("cni-namespace", cni.namespace);
      // Before the control plane: the plugin also goes with the release before its own. Its finalizer keeps it until the
      // operator has taken it off the nodes.
      const annotations = { ...goneAtOnce, [waitFor]: "condition=Ready" };
      const spec = { version: cni.version ?? sail.version, namespace: cni.namespace, values: cni.values };
      custom("cni", "IstioCNI", { name: "default", annotations }, spec);
    }
    const annotations = {
      // Right after a change of the version, Ready still speaks of the former revision.
      [waitFor]: JSON.stringify([`jsonpath={.status.activeRevisionName}=${revision}`, "condition=Ready"]),
      // The operator's finalizer is on the IstioRevision, not here, and only foreground deletion waits for that one.
      // Otherwise the operator could be gone before its work is done, and the revision would stay for ever.
      "pulumi.com/deletionPropagationPolicy": "foreground",
    };
    custom("control-plane", "Istio", { name: sail.name, annotations }, istioSpec(mesh, addons));
    if (sail.defaultRevision && revision !== defaultRevision) {
      const annotations = { ...goneAtOnce, [waitFor]: "condition=Reconciled" };
      const spec = { targetRef: { kind: "Istio", name: sail.name } };
      custom("default-revision", "IstioRevisionTag", { name: defaultRevision, annotations }, spec);
    }
    if (sail.peerAuthentication) {
      const mtls = { metadata: { name: "default", namespace }, spec: { mtls: { mode: mesh.mtls } } };
      ready.push(new PeerAuthentication(`${name}-mtls`, mtls, after()));
    }

    // By its revision, so that its pods move with the control plane.
    const { podLabels } = platform.membership(revision === defaultRevision ? "enabled" : { revision });
    const { name: service, httpPort } = mesh.gateway;
    const args = { ...gateway, service, httpPort, podLabels, after: [...ready] };
    this.ingress = new InjectedGateway(`${name}-ingress`, args, { parent: this }).ingress;

    this.istioRef = istioRef(sail.version);
    this.title = `OpenShift Service Mesh 3, Istio ${sail.version}`;
    this.namespace = namespace;
    this.namespaceLabels = discoveryLabels;
    this.ready = ready;
    this.registerOutputs({ namespace });
  }
}

/** For v1.30-latest, which the operator moves on by itself, the branch. */
function istioRef(version: string): string {
  const number = version.replace(/^v/, "");
  return number.endsWith("-latest") ? `release-${number.replace("-latest", "")}` : number;
}
