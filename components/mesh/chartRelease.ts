import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { Component, MeshSettings } from "../../config";
import { merge } from "../../config/merge";
import { chartArgs } from "./charts";

/** What every Release has. */
export const installation = {
  /** How long Helm waits for what a chart installs, in seconds. */
  timeout: 300,
  // After a killed `up`, Helm may hold a failed release that Pulumi does not know: install over it, do not stop.
  replace: true,
};

/** One chart of Istio to install. */
export interface ChartRelease {
  component: Component;
  /** Name of the release, which its objects are named after. */
  release: string;
  /** Plain, never an Output: with it the provider can read the chart's CRDs at preview. */
  namespace: string;
  /** Values of ours and of the platform; the user's own come last and win. */
  values: Record<string, unknown>[];
}

/** A Helm release of one of Istio's charts, waited for until all that it installs is ready. */
export function chartRelease(
  name: string,
  { component, release, namespace, values }: ChartRelease,
  mesh: MeshSettings,
  opts: CustomResourceOptions,
): k8s.helm.v3.Release {
  return new k8s.helm.v3.Release(
    name,
    {
      ...chartArgs(component, mesh),
      name: release,
      namespace,
      values: [...values, mesh.values[component]].reduce(merge, {}),
      ...installation,
    },
    opts,
  );
}
