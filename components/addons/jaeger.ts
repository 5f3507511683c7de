import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import type { JaegerSettings } from "../../config";
import { jaegerNodePort } from "../jaegerNodePort";
import { jaegerProviders } from "../mesh/extensionProviders";
import type { Surroundings } from "./addon";
import { addonRelease } from "./addonRelease";
import { expose } from "./exposure";
import { jaegerConfig } from "./jaegerConfig";
import { outsideMesh, resources, restrictedReadOnly } from "./pods";
import { jaegerTelemetry } from "./telemetry";

export interface JaegerArgs extends Surroundings {
  settings: JaegerSettings;
  /** Share of the calls that are traced, in percent. */
  traceSampling: number;
}

/** Jaeger: every proxy of the mesh reports its spans to it, and it shows the traces that they make up. */
export class Jaeger extends ComponentResource {
  constructor(name: string, args: JaegerArgs, opts?: ComponentResourceOptions) {
    super("istio-mesh:addons:Jaeger", name, {}, opts);
    const { settings, traceSampling, mesh, platform } = args;
    const { namespace } = mesh;
    const ids = platform.admitIds(name, { account: "jaeger", namespace }, { parent: this, dependsOn: mesh.ready });
    const release = { addon: "jaeger", settings, namespace, values: jaegerValues } as const;
    const after = [...mesh.ready, ...ids];
    const installed = addonRelease(`${name}-release`, release, { parent: this, dependsOn: after });
    const provider = jaegerProviders[settings.protocol];
    const opened = { parent: this, dependsOn: [...mesh.ready, installed] };
    jaegerTelemetry(`${name}-telemetry`, { namespace, provider, traceSampling }, opened);
    if (settings.nodePort !== undefined) {
      const port = { namespace, nodePort: settings.nodePort, selector: pods };
      jaegerNodePort(`${name}-nodeport`, port, { parent: this, dependsOn: installed });
    }
    expose(`${name}-exposure`, { addon: "jaeger", settings, mesh, platform }, { parent: this });
    this.registerOutputs({});
  }
}

/** What the chart labels its pods with. */
const pods = { "app.kubernetes.io/name": "jaeger", "app.kubernetes.io/instance": "jaeger" };

/** Values of the chart jaeger (jaegertracing/helm-charts). */
export const jaegerValues: Record<string, unknown> = {
  fullnameOverride: "jaeger",
  userconfig: jaegerConfig,
  jaeger: {
    podLabels: outsideMesh,
    securityContext: restrictedReadOnly,
    serviceAccount: { automountServiceAccountToken: false },
    resources: resources("50m", "128Mi", "1Gi"),
  },
};
