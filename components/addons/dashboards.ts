import type { GrafanaSettings } from "../../config";
import { dashboardsAddress } from "../../versions";

/** Istio's dashboards by their files (istio/istio: manifests/addons/dashboards), those of an ambient mesh left out. */
const files = {
  mesh: "istio-mesh-dashboard.gen.json",
  service: "istio-service-dashboard.json",
  workload: "istio-workload-dashboard.json",
  performance: "istio-performance-dashboard.json",
  extension: "istio-extension-dashboard.json",
  "control-plane": "pilot-dashboard.gen.json",
};

/**
 * Where each dashboard is, by the name of its file in Grafana.
 * @param istioRef the tag or branch of Istio that the mesh is of
 */
export function dashboards({ dashboards }: GrafanaSettings, istioRef: string): Record<string, { url: string }> {
  const folder = (dashboards.url ?? dashboardsAddress(istioRef)).replace(/\/+$/, "");
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, { url: `${folder}/${file}` }]));
}

/**
 * Istio's dashboards of a service and of a workload, by their titles and the variables that Kiali fills when it links to them: what it
 * shows by itself has no link to the others.
 */
export const linkedDashboards = [
  { name: "Istio Service Dashboard", variables: { service: "var-service" } },
  { name: "Istio Workload Dashboard", variables: { namespace: "var-namespace", workload: "var-workload" } },
];
