import { defaultIstioVersion } from "../../versions";
import { chartSource } from "../charts";
import { chartValues, flag, section, text } from "../leaves";

/** The charts that make up Istio; also the switches of `mesh.components` and the groups of `mesh.values`. */
export const components = ["base", "cni", "istiod", "gateway", "egressGateway"] as const;
export type Component = (typeof components)[number];

const charts = chartSource("a folder with Istio's charts: base, istio-control/istio-discovery, gateway, istio-cni");

/** Keys of `mesh` that are for Istio's charts of today. */
export const chartKeys = {
  version: text(`a full Istio version such as ${defaultIstioVersion}`).default(defaultIstioVersion),
  allowUnlistedVersion: flag().default(false),
  charts: charts.prefault({}),
  components: section({
    base: flag().default(true),
    cni: flag().optional(),
    istiod: flag().default(true),
    gateway: flag().default(true),
    egressGateway: flag().default(false),
  }).prefault({}),
  values: section({
    base: chartValues().default({}),
    cni: chartValues().default({}),
    istiod: chartValues().default({}),
    gateway: chartValues().default({}),
    egressGateway: chartValues().default({}),
  }).prefault({}),
};
