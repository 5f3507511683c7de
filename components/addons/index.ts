import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { AddonName, Settings } from "../../config";
import { addonsOn } from "../../config";
import type { Surroundings } from "./addon";
import { Grafana } from "./grafana";
import { Jaeger } from "./jaeger";
import { Kiali } from "./kiali";
import { Prometheus } from "./prometheus";
import { ownTelemetry } from "./telemetry";

export interface InstallAddonsArgs extends Surroundings {
  settings: Settings;
}

/**
 * What shows the traffic, beside the control plane. Kinds that bring addons of their own have been told theirs already.
 * @returns the names of the addons that are on
 */
export function installAddons(
  { settings, mesh, platform }: InstallAddonsArgs,
  opts: ComponentResourceOptions,
): AddonName[] {
  const { addons } = settings;
  const on = addonsOn(addons);
  if (mesh.ownAddons) return on;
  const { prometheus, grafana, jaeger, kiali } = addons;
  const beside = { mesh, platform };
  if (prometheus?.enabled) {
    new Prometheus("prometheus", { ...beside, settings: prometheus }, opts);
  }
  const dashboards = grafana?.enabled
    ? [
        new Grafana("grafana", { ...beside, settings: grafana, scrapeInterval: prometheus?.scrapeInterval }, opts)
          .release,
      ]
    : [];
  if (jaeger?.enabled) {
    const { traceSampling } = settings.mesh;
    new Jaeger("jaeger", { ...beside, settings: jaeger, traceSampling }, opts);
  }
  if (kiali?.enabled) {
    new Kiali("kiali", { ...beside, settings: kiali, addons, after: dashboards }, opts);
  }
  ownTelemetry(settings, { ...opts, dependsOn: mesh.ready });
  return on;
}
