import * as k8s from "@pulumi/kubernetes";
import type { ReleaseArgs } from "@pulumi/kubernetes/helm/v3";
import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { AddonsSettings, MeshSettings } from "../../config";
import { legacyIstioSettings } from "../../config/mesh/legacyIstio";
import { minorNumber } from "../../config/mesh/legacyVersions";
import { jaegerNodePort } from "../jaegerNodePort";
import { httpsPort, initValues, istioValues, legacyChart } from "./legacyCharts";
import { legacyCrds } from "./legacyCrds";
import { legacyMtls } from "./legacyMtls";
import type { Mesh, MeshIngress } from "./mesh";

export interface LegacyIstioMeshArgs {
  mesh: MeshSettings;
  /** Those that are on become the chart's own. Default: none. */
  addons?: AddonsSettings;
  /** Whether a host of the stack is served over HTTPS. Default: no. */
  servesTls?: boolean;
}

/** How long Helm waits for the Jobs of istio-init, and for the ten or so deployments of istio, in seconds. */
const timeouts = { init: 300, istio: 600 };

/**
 * Istio 1.1 to 1.5 by its charts: istio-init, whose Jobs apply the custom resource definitions; when all of them are
 * established, istio; then the mesh-wide mutual TLS. docs/legacy-istio.md says for whom.
 */
export class LegacyIstioMesh extends ComponentResource implements Mesh {
  readonly title: string;
  readonly namespace: string;
  readonly ingress: MeshIngress;
  readonly networking = "networking.istio.io/v1alpha3";
  readonly startupProbes = false;
  readonly ownAddons = true;
  readonly releases = ["istio-init", "istio"];
  readonly ready: Resource[];

  constructor(
    name: string,
    { mesh, addons = {}, servesTls = false }: LegacyIstioMeshArgs,
    opts?: ComponentResourceOptions,
  ) {
    super("istio-mesh:mesh:LegacyIstioMesh", name, {}, opts);
    const { name: namespace, owned } = mesh.namespace;
    const legacy = legacyIstioSettings(mesh);
    const ready: Resource[] = [];
    // Each step depends on all before it: that is the order of installation, and backwards that of removal.
    const after = () => ({ parent: this, dependsOn: [...ready] });
    const install = (chart: "istio-init" | "istio", args: Pick<ReleaseArgs, "values" | "timeout" | "waitForJobs">) => {
      // After a killed `up`, Helm may hold a failed release that Pulumi does not know: install over it, do not stop.
      const release = { ...legacyChart(chart, legacy), name: chart, namespace, ...args, replace: true };
      ready.push(new k8s.helm.v3.Release(`${name}-${chart}`, release, after()));
    };

    if (owned) {
      ready.push(new k8s.core.v1.Namespace(`${name}-namespace`, { metadata: { name: namespace } }, { parent: this }));
    }
    const values = initValues(legacy);
    install("istio-init", { values, timeout: timeouts.init, waitForJobs: true });
    ready.push(legacyCrds(`${name}-crds`, { namespace, values }, after()));
    const chartValues = istioValues(mesh, { legacy, addons, secrets: servesTls });
    install("istio", { values: chartValues, timeout: timeouts.istio });
    if (addons.jaeger?.enabled && addons.jaeger.nodePort !== undefined) {
      // The pods of the chart's tracing (istio 1.5.10: charts/tracing/templates/deployment-jaeger.yaml).
      const port = { namespace, nodePort: addons.jaeger.nodePort, selector: { app: "jaeger" } };
      jaegerNodePort(`${name}-jaeger-query-nodeport`, port, after());
    }
    const { auto } = (chartValues.global as { mtls: { auto?: boolean } }).mtls;
    // The charts' own default: on since 1.5.
    const mtls = { namespace, mode: mesh.mtls, auto: auto ?? minorNumber(legacy.version) >= 5 };
    ready.push(...legacyMtls(name, mtls, after()));

    this.title = `Istio ${legacy.version}`;
    this.namespace = namespace;
    this.ingress = {
      namespace,
      service: "istio-ingressgateway",
      selector: { istio: "ingressgateway" },
      httpPort: mesh.gateway.httpPort,
      httpsPort,
    };
    this.ready = ready;
    this.registerOutputs({ namespace });
  }
}
