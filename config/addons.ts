import { z } from "zod";
import { addonCharts } from "../versions";
import { chartValues, flag, label, oneOf, section } from "./leaves";
import { chartSource } from "./charts";
import { exposure, httpAddress } from "./exposure";
import { prometheusDuration } from "./prometheusDuration";

/** The addons that this program can install beside the mesh; also the keys of `addons`. */
export const addonNames = ["prometheus", "grafana", "jaeger", "kiali"] as const;
export type AddonName = (typeof addonNames)[number];

/** What they are called, for people. */
export const addonTitles: Record<AddonName, string> = {
  prometheus: "Prometheus",
  grafana: "Grafana",
  jaeger: "Jaeger",
  kiali: "Kiali",
};

const chartVersion = (name: AddonName) => {
  const { version } = addonCharts[name];
  const error = `a full version of the chart such as ${version}`;
  return z
    .string({ error })
    .regex(/^\d+\.\d+\.\d+(?:[-+][\w.-]+)?$/, { error })
    .default(version);
};

/** What every addon has. */
const common = (name: AddonName) => ({
  /** false leaves the addon out, and keeps what is set for it. */
  enabled: flag().default(true),
  /** Version of its chart. */
  version: chartVersion(name),
  charts: chartSource("a folder that holds the addons' charts: prometheus, grafana, jaeger, kiali-server").prefault({}),
  /** Values of its chart, laid over this program's own. */
  values: chartValues().default({}),
  expose: exposure.optional(),
});

const prometheus = section({
  ...common("prometheus"),
  /** How long samples are kept. */
  retention: prometheusDuration().default("6h"),
  /** How often each pod is asked. */
  scrapeInterval: prometheusDuration().default("15s"),
});

const grafana = section({
  ...common("grafana"),
  /** A Secret with `admin-user` and `admin-password` in the control plane's namespace. Not set: the chart makes one. */
  adminSecret: label("the name of a Secret with the keys admin-user and admin-password").optional(),
  dashboards: section({
    /** Where Istio's dashboards are; not set: those of the mesh's own version (versions.ts, dashboardsAddress). */
    url: httpAddress("an https:// or http:// address of a folder with Istio's dashboards").optional(),
  }).prefault({}),
});

/** Ports that Kubernetes gives to Services of type NodePort unless its API server is told others. */
const nodePort = () => {
  const error = "a node port, 30000 to 32767";
  return z.int({ error }).min(30000, { error }).max(32767, { error });
};

const jaeger = section({
  ...common("jaeger"),
  /** Where the Service jaeger-query-nodeport opens the query page on every node. Not set: no such Service. */
  nodePort: nodePort().optional(),
  /** How proxies report their spans. */
  protocol: oneOf(["otlp", "zipkin"]).default("otlp"),
});

const kiali = section({
  ...common("kiali"),
  /** How Kiali itself lets people in: with a token of the cluster, or without asking. */
  authentication: oneOf(["token", "anonymous"]).default("token"),
});

/** `addons`: what shows the traffic, in the control plane's namespace. A group that is not there is off. */
export const addons = section({
  prometheus: prometheus.optional(),
  grafana: grafana.optional(),
  jaeger: jaeger.optional(),
  kiali: kiali.optional(),
});

export type AddonsSettings = z.output<typeof addons>;
export type PrometheusSettings = z.output<typeof prometheus>;
export type GrafanaSettings = z.output<typeof grafana>;
export type JaegerSettings = z.output<typeof jaeger>;
export type KialiSettings = z.output<typeof kiali>;
export type AddonSettings = NonNullable<AddonsSettings[AddonName]>;

/** The names of the addons that are on, in the order of their keys here. */
export const addonsOn = (addons: AddonsSettings): AddonName[] => addonNames.filter((name) => addons[name]?.enabled);
