import { knownGet, knownText } from "./known";
import type { MeshObject } from "./object";
import { MeshObject as Made } from "./object";

/** Istio's own charts, by the names under which they are published: what a Release of them makes is known without rendering it. */
export const ISTIO_CHARTS: readonly string[] = [
  "base",
  "istiod",
  "gateway",
  "cni",
  "ztunnel",
  "istio-init",
  "istio",
  "istiod-remote",
];

/** A Helm Release in the stack (helm.sh/Release), read from its inputs. */
export interface Release {
  object: MeshObject;
  /** `istiod`, whether it was written as a name, a folder, an archive or an OCI reference. */
  chart: string;
  namespace: string;
  /** The Helm release's name, from which charts derive the names of what they make. */
  name: string;
}

export function releaseOf(object: MeshObject): Release {
  const chart = knownText(knownGet(object.root, "chart")) ?? "";
  return {
    object,
    chart: chartName(chart),
    namespace: knownText(knownGet(object.root, "namespace")) ?? "default",
    name: knownText(knownGet(object.root, "name")) ?? object.name,
  };
}

/** A chart's own name: `oci://registry/charts/istiod` and `./charts/istiod-1.30.4.tgz` are both `istiod`. */
export function chartName(chart: string): string {
  const last = chart.replace(/\/+$/, "").split("/").at(-1) ?? "";
  const name = last.replace(/\.tgz$/, "").replace(/-v?\d+\.\d+.*$/, "");
  return FOLDERS.get(name) ?? name;
}

/** The folders of Istio's source that are not called like the chart in them. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ["istio-discovery", "istiod"],
  ["istio-cni", "cni"],
]);

/** Whether the pack knows what the Release makes. */
export function isIstioChart(release: Release): boolean {
  return ISTIO_CHARTS.includes(release.chart);
}

/**
 * What others refer to in a gateway's Release: its Deployment (whose labels Gateways select) and its Service (whose ports
 * they need). Names and labels as in Istio's chart `gateway`, templates/_helpers.tpl and templates/service.yaml.
 */
export function gatewayObjects({ object, name, namespace, chart }: Release): MeshObject[] {
  if (chart !== "gateway") return [];
  const values = knownGet(object.root, "values");
  const own = knownText(knownGet(values, "name")) ?? name;
  const more = knownGet(values, "labels");
  const labels = {
    app: own,
    istio: own.replace(/^istio-/, ""),
    ...(!more.unknown && more.isObject ? (more.value as Record<string, unknown>) : {}),
  };
  const service = knownGet(values, "service");
  const ports = knownGet(service, "ports");
  const kind = knownText(knownGet(values, "kind")) ?? "Deployment";
  const metadata = { name: own, namespace, labels };
  const make = (group: string, kind: string, spec: unknown) =>
    new Made({ group, version: "v1", kind, namespace, name: own }, { metadata, spec }, { derived: true });
  const workload = make("apps", kind, {
    template: {
      metadata: { labels, annotations: { "inject.istio.io/templates": "gateway" } },
      spec: { serviceAccountName: own, containers: [{ name: "istio-proxy", image: "auto" }] },
    },
  });
  if (knownText(knownGet(service, "type")) === "None") return [workload];
  const type = knownText(knownGet(service, "type")) ?? "LoadBalancer";
  const list = !ports.unknown && ports.isList ? ports.value : DEFAULT_PORTS;
  return [workload, make("core", "Service", { type, selector: labels, ports: list })];
}

const DEFAULT_PORTS = [
  { name: "status-port", port: 15021, targetPort: 15021 },
  { name: "http2", port: 80, targetPort: 80 },
  { name: "https", port: 443, targetPort: 443 },
];
