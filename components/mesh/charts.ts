import type { ReleaseArgs } from "@pulumi/kubernetes/helm/v3";
import { join } from "node:path";
import type { Component, MeshSettings } from "../../config";
import { chartRegistry, chartRepository } from "../../versions";

type ChartArgs = Pick<ReleaseArgs, "chart" | "version" | "repositoryOpts">;

/** Charts by the name they are published under. */
const published: Record<Component, string> = {
  base: "base",
  cni: "cni",
  istiod: "istiod",
  gateway: "gateway",
  egressGateway: "gateway",
};

/** Charts by their folder in Istio's source. */
const folders: Record<Component, string> = {
  base: "base",
  cni: "istio-cni",
  istiod: "istio-control/istio-discovery",
  gateway: "gateway",
  egressGateway: "gateway",
};

/** A chart by what it is called wherever it may come from. */
export interface ChartPlaces {
  /** Its name in a repository or registry. */
  chart: string;
  /** Version there; a folder's chart has its own. */
  version: string;
  /** Its folder within a folder of charts. Default: its name. */
  folder?: string;
  /** Where it is unless the settings name another. */
  repository: string;
  /** The same as an OCI registry. Default: none, and settings must name one. */
  registry?: string;
}

/** Where a Release takes a chart from: a repository, an OCI registry or a folder. */
export function chartFrom(
  { from, url, path = "" }: MeshSettings["charts"],
  { chart, version, folder = chart, repository, registry = "" }: ChartPlaces,
): ChartArgs {
  switch (from) {
    case "repository":
      return { chart, version, repositoryOpts: { repo: url ?? repository } };
    case "oci":
      return { chart: `${(url ?? registry).replace(/\/+$/, "")}/${chart}`, version };
    case "folder":
      return { chart: join(path, folder) };
  }
}

/** Where a Release takes a chart of Istio from. */
export const chartArgs = (component: Component, { charts, version }: MeshSettings): ChartArgs =>
  chartFrom(charts, {
    chart: published[component],
    version,
    folder: folders[component],
    repository: chartRepository,
    registry: chartRegistry,
  });
