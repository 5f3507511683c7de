import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { AddonName, AddonSettings } from "../../config";
import { merge } from "../../config/merge";
import { addonCharts } from "../../versions";
import { installation } from "../mesh/chartRelease";
import { chartFrom } from "../mesh/charts";

export interface AddonRelease {
  addon: AddonName;
  settings: AddonSettings;
  namespace: string;
  /** This program's values. The user's own come last and win. */
  values: Record<string, unknown>;
}

/** A Helm release of an addon's chart, named after the addon and waited for until all that it installs is ready. */
export function addonRelease(
  name: string,
  { addon, settings, namespace, values }: AddonRelease,
  opts: CustomResourceOptions,
): k8s.helm.v3.Release {
  const { chart, repository } = addonCharts[addon];
  return new k8s.helm.v3.Release(
    name,
    {
      ...chartFrom(settings.charts, { chart, version: settings.version, repository }),
      name: addon,
      namespace,
      values: merge(values, settings.values),
      // Nothing here reads custom resources of a chart's own.
      skipCrds: true,
      ...installation,
    },
    opts,
  );
}
