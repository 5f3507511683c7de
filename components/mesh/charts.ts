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

/** Where a Release takes a chart of Istio from: a repository, an OCI registry or a folder. */
export function chartArgs(component: Component, { charts, version }: MeshSettings): ChartArgs {
  switch (charts.from) {
    case "repository":
      return { chart: published[component], version, repositoryOpts: { repo: charts.url ?? chartRepository } };
    case "oci":
      return { chart: `${(charts.url ?? chartRegistry).replace(/\/+$/, "")}/${published[component]}`, version };
    case "folder":
      return { chart: join(charts.path ?? "", folders[component]) };
  }
}
