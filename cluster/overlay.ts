import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { envoyStatistics } from "../components/addons/queries";
import { chartsFolder } from "../tools/charts";
import { addonsOverlay } from "./addons/overlay";
import { meshImages } from "./images";
import { ingressPort, stackOverlay } from "./layout";

const smallGateway = {
  imagePullPolicy: "IfNotPresent",
  autoscaling: { enabled: false },
  resources: { requests: { cpu: "10m", memory: "48Mi" } },
};

/**
 * What only the local cluster needs of a stack's settings, laid beneath the stack's own: charts of the pinned module,
 * stand-in images, and what stock Envoy lacks switched off (it has none of Istio's own filters: peer metadata, ALPN,
 * stats, and the bootstrap extension for workload discovery).
 */
export const overlay = (): object => ({
  mesh: {
    charts: { from: "folder", path: chartsFolder() },
    gateway: { serviceType: "NodePort", httpNodePort: ingressPort },
    values: {
      // Small requests, or 14 sidecars would not fit on two processors; and no autoscaling without a metrics server.
      istiod: {
        autoscaleEnabled: false,
        resources: { requests: { cpu: "50m", memory: "256Mi" } },
        global: {
          ...meshImages,
          imagePullPolicy: "IfNotPresent",
          proxy: { resources: { requests: { cpu: "10m", memory: "48Mi" } } },
        },
        telemetry: { enabled: false },
        env: {
          PILOT_ENABLE_ALPN_FILTER: "false",
          PILOT_ENABLE_METADATA_EXCHANGE: "false",
          PILOT_DISABLE_MX_ALPN: "true",
          PILOT_ENABLE_TELEMETRY_LABEL: "false",
        },
        meshConfig: { defaultConfig: { proxyMetadata: { ISTIO_META_METADATA_DISCOVERY: "false" } } },
        // In the place of Istio's own metrics. By annotation and not in the mesh config, which gives way to what a pod's own
        // annotation proxy.istio.io/config says (istio: pkg/bootstrap/config.go, getStatsOptions). Always: to switch Prometheus on
        // must change no proxy.
        sidecarInjectorWebhook: {
          injectedAnnotations: { "sidecar.istio.io/statsInclusionRegexps": envoyStatistics.join() },
        },
      },
      gateway: smallGateway,
      egressGateway: smallGateway,
    },
  },
  addons: addonsOverlay(),
});

/** Writes a profile's overlay when what decides it has changed; to ask Go for the charts' folder takes a quarter of a second. */
export function ensureOverlay(ofProfile: () => object): void {
  const written = existsSync(stackOverlay) ? statSync(stackOverlay).mtimeMs : 0;
  if (decisive().every((file) => statSync(file).mtimeMs < written)) return;
  const note = "# Written by `make cluster`: what the local cluster needs beneath a stack's own settings.\n";
  writeFileSync(stackOverlay, note + stringify(ofProfile()));
}

/** Every file that says what an overlay holds. */
const decisive = () => [
  ...readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(__dirname, file)),
  join(__dirname, "..", "tools", "istio", "go.mod"),
  join(__dirname, "..", "components", "addons", "queries.ts"),
];
