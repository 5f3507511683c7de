import type { ReleaseArgs } from "@pulumi/kubernetes/helm/v3";
import { join } from "node:path";
import type { AddonsSettings, MeshSettings } from "../../config";
import { merge } from "../../config/merge";
import type { LegacyIstioSettings } from "../../config/mesh/legacyIstio";
import { legacyChartRepository } from "../../versions";
import { addonSwitches } from "./addonSwitches";

type Values = Record<string, unknown>;

/** Where a Release takes a chart of Istio 1.1 to 1.5 from: Istio's repository of that release, another one, or a folder. */
export function legacyChart(
  chart: "istio-init" | "istio",
  { charts, version }: LegacyIstioSettings,
): Pick<ReleaseArgs, "chart" | "version" | "repositoryOpts"> {
  if (charts.from === "folder") return { chart: join(charts.path ?? "", chart) };
  return { chart, version, repositoryOpts: { repo: charts.url ?? legacyChartRepository(version) } };
}

/** The images of that release: the charts in Istio's source name those of a development build. */
const images = ({ hub, version }: LegacyIstioSettings) => ({ hub, tag: version });

/** Values of the chart istio-init. */
export const initValues = (legacy: LegacyIstioSettings): Values =>
  merge({ global: images(legacy) }, legacy.values.init);

/** Ports of the gateway's Service: its health, HTTP, HTTPS. */
const statusPort = 15020;
export const httpsPort = 443;

/**
 * Values of the chart istio (istio 1.5.10: install/kubernetes/helm/istio/values.yaml and charts/*).
 * @param secrets whether the gateway serves certificates from Secrets, which takes one more container in its pods
 */
export function istioValues(
  mesh: MeshSettings,
  { legacy, addons, secrets }: { legacy: LegacyIstioSettings; addons: AddonsSettings; secrets: boolean },
): Values {
  const { mtls, traceSampling, accessLogs, outboundTraffic } = mesh;
  const { prometheus, grafana, kiali, jaeger } = addonSwitches(addons);
  const on = (enabled: boolean) => ({ enabled });
  const values = {
    global: {
      ...images(legacy),
      mtls: on(mtls === "STRICT"),
      proxy: { accessLogFile: accessLogs ? "/dev/stdout" : "" },
      outboundTrafficPolicy: { mode: outboundTraffic },
    },
    // Written by this program: a Job of the chart would make it, and nothing would remove it (legacyMtls.ts).
    security: { createMeshPolicy: false },
    // Otherwise the kubelet's plain HTTP probes fail under STRICT; the chart's own default since 1.5.
    sidecarInjectorWebhook: { rewriteAppHTTPProbe: true },
    // The chart drops the number 0, and Pilot without one samples all.
    pilot: { traceSampling: traceSampling === 0 ? "0" : traceSampling },
    prometheus,
    grafana,
    kiali,
    tracing: jaeger,
    ...(legacy.serviceGraph ? { servicegraph: on(true) } : {}),
    gateways: {
      "istio-ingressgateway": { ...service(mesh.gateway), sds: on(secrets) },
      "istio-egressgateway": on(false),
    },
  };
  return merge(values, legacy.values.istio);
}

/** Without the chart's fixed node ports, which ClusterIP may not have, and its ports for addons and other clusters. */
function service({ serviceType, httpPort, httpNodePort }: MeshSettings["gateway"]): Values {
  // Pods of that time listen on the very port that a Gateway names: Pilot did not look at targetPort.
  const port = (name: string, number: number) => ({ name, port: number, targetPort: number });
  const nodePort = httpNodePort === undefined ? {} : { nodePort: httpNodePort };
  return {
    type: serviceType,
    ports: [port("status-port", statusPort), { ...port("http2", httpPort), ...nodePort }, port("https", httpsPort)],
  };
}
