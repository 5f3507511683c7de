import * as k8s from "@pulumi/kubernetes";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { AddonsSettings, Component, MeshSettings } from "../../config";
import { PeerAuthentication } from "../istio";
import type { Platform } from "../platforms";
import { chartRelease } from "./chartRelease";
import { EgressGateway, IngressGateway } from "./gateway";
import type { Mesh, MeshGateway, MeshIngress } from "./mesh";
import { meshConfig, noTraces } from "./meshConfig";

export interface IstioMeshArgs {
  mesh: MeshSettings;
  /** What the control plane has to know of them. Default: none. */
  addons?: AddonsSettings;
  platform: Platform;
}

/**
 * Istio by its own Helm charts: base, then cni where needed, istiod, the mesh-wide mutual TLS, the ingress gateway.
 * What is switched off is taken to be there already, or not wanted.
 */
export class IstioMesh extends ComponentResource implements Mesh {
  readonly title: string;
  readonly charts: string;
  readonly istioRef: string;
  readonly namespace: string;
  readonly ingress?: MeshIngress;
  readonly egress?: MeshGateway;
  readonly egressReady?: Resource[];
  readonly releases: string[];
  readonly ready: Resource[];

  constructor(name: string, { mesh, addons = {}, platform }: IstioMeshArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:mesh:IstioMesh", name, {}, opts);
    const { name: namespace, owned } = mesh.namespace;
    const cniOn = mesh.components.cni ?? platform.needsCni;
    const ready: Resource[] = [];
    const releases: string[] = [];
    // Each step depends on all before it: that is the order of installation, and backwards that of removal.
    const after = () => ({ parent: this, dependsOn: [...ready] });
    const install = (component: Component, release: string, values: Record<string, unknown> = {}) => {
      const home = platform.chartNamespaces[component] ?? namespace;
      const root = { global: { istioNamespace: namespace } };
      const chart = { component, release, namespace: home, values: [platform.chartValues, root, values] };
      ready.push(chartRelease(`${name}-${component}`, chart, mesh, after()));
      releases.push(release);
    };

    if (owned) {
      ready.push(new k8s.core.v1.Namespace(`${name}-namespace`, { metadata: { name: namespace } }, { parent: this }));
    }
    if (mesh.components.base) {
      install("base", "istio-base");
    }
    if (cniOn) {
      install("cni", "istio-cni");
    }
    if (mesh.components.istiod) {
      install("istiod", "istiod", istiodValues(mesh, addons, cniOn));
      const mtls = { metadata: { name: "default", namespace }, spec: { mtls: { mode: mesh.mtls } } };
      ready.push(new PeerAuthentication(`${name}-mtls`, mtls, after()));
    }
    if (mesh.components.gateway) {
      const args = { mesh, platform, namespace, after: [...ready] };
      this.ingress = new IngressGateway(`${name}-ingress`, args, { parent: this }).ingress;
      releases.push(this.ingress.service);
    }
    if (mesh.components.egressGateway) {
      const args = { mesh, platform, namespace, after: [...ready] };
      const gateway = new EgressGateway(`${name}-egress`, args, { parent: this });
      this.egress = gateway.egress;
      this.egressReady = [gateway];
      releases.push(this.egress.service);
    }
    this.charts = mesh.charts.path ?? mesh.version;
    this.istioRef = mesh.version;
    this.title = `Istio ${mesh.charts.path === undefined ? mesh.version : `by the charts in ${mesh.charts.path}`}`;
    this.namespace = namespace;
    this.releases = releases;
    this.ready = ready;
    this.registerOutputs({ namespace });
  }
}

function istiodValues(mesh: MeshSettings, addons: AddonsSettings, cniOn: boolean): Record<string, unknown> {
  const { traceSampling } = mesh;
  return {
    traceSampling,
    ...(traceSampling === 0 ? { env: noTraces } : {}),
    meshConfig: meshConfig(mesh, addons),
    // Injected pods then get no init container that needs NET_ADMIN.
    ...(cniOn ? { cni: { enabled: true }, pilot: { cni: { enabled: true } } } : {}),
  };
}
