import { addonNames } from "./addons";
import { addonSecrets } from "./addonSecretRules";
import { chartSourceFindings, chartSourceKeys } from "./chartSourceRule";
import { exposureRules } from "./exposureRules";
import type { Finding, Rule } from "./rule";

/** What shows Prometheus' numbers shows nothing without it. Keys of other groups that show them may use it, too. */
export function withoutPrometheus(path: readonly string[], prometheus?: { enabled: boolean }): Finding {
  const todo = prometheus ? "set addons.prometheus.enabled: true" : "set addons.prometheus: {}";
  const allowed = "false while addons.prometheus is off";
  return { path, found: true, allowed, todo: `it shows what Prometheus has gathered: ${todo}` };
}

const readsPrometheus = (["grafana", "kiali"] as const).map((name): Rule => ({
  reads: [`addons.${name}.enabled`, "addons.prometheus.enabled"],
  findings: ({ addons: { [name]: addon, prometheus } }) =>
    addon?.enabled && !prometheus?.enabled ? [withoutPrometheus(["addons", name, "enabled"], prometheus)] : [],
}));

const chartSources = addonNames.map((name): Rule => {
  const at = `addons.${name}.charts`;
  return {
    reads: chartSourceKeys(at),
    findings({ addons }) {
      const charts = addons[name]?.charts;
      if (!charts) return [];
      const noRegistry: Finding[] =
        charts.from === "oci" && !charts.url
          ? [{ path: [...at.split("."), "url"], allowed: `the address of a registry, because ${at}.from is oci` }]
          : [];
      return [...chartSourceFindings(at, charts, "a folder that holds the addons' charts"), ...noRegistry];
    },
  };
});

/** Istiod tells the proxies where spans go: one that is somebody else's does not know our backend. */
const tracingNeedsIstiod: Rule = {
  reads: ["addons.jaeger.enabled", "mesh.tracing", "mesh.components.istiod"],
  findings({ addons: { jaeger }, mesh: { components, tracing } }) {
    if (components.istiod) return [];
    const isFalse = "while mesh.components.istiod is false";
    const todo = "istiod tells the proxies where their spans go";
    return [
      ...(jaeger?.enabled
        ? [{ path: ["addons", "jaeger", "enabled"], found: true, allowed: `false ${isFalse}`, todo }]
        : []),
      ...(tracing ? [{ path: ["mesh", "tracing"], allowed: `nothing ${isFalse}`, todo }] : []),
    ];
  },
};

/** One port of a node leads to one Service. */
const nodePorts: Rule = {
  reads: ["addons.jaeger.enabled", "addons.jaeger.nodePort", "mesh.gateway.httpNodePort"],
  findings: ({ addons: { jaeger }, mesh: { gateway } }) =>
    jaeger?.enabled && jaeger.nodePort !== undefined && jaeger.nodePort === gateway.httpNodePort
      ? [
          {
            path: ["addons", "jaeger", "nodePort"],
            found: jaeger.nodePort,
            allowed: "another port than mesh.gateway.httpNodePort",
          },
        ]
      : [],
};

/** Traces go to one place. */
const oneBackend: Rule = {
  reads: ["mesh.tracing", "addons.jaeger.enabled"],
  findings: ({ addons, mesh: { tracing } }) =>
    tracing && addons.jaeger?.enabled
      ? [
          {
            path: ["mesh", "tracing"],
            allowed: "nothing while addons.jaeger is on",
            todo: "traces go to one place: leave one of the two out",
          },
        ]
      : [],
};

/** Without a backend no proxy makes spans, whatever its share. */
const samplingNeedsBackend: Rule = {
  reads: ["namespaces", "mesh.tracing", "addons.jaeger.enabled"],
  findings: ({ namespaces, addons, mesh: { tracing } }) =>
    tracing || addons.jaeger?.enabled
      ? []
      : namespaces.flatMap((namespace, index) => {
          // A namespace that is broken by itself is judged elsewhere.
          const { telemetry } = (namespace as Partial<typeof namespace> | null) ?? {};
          const allowed = "nothing while neither addons.jaeger nor mesh.tracing is on";
          const todo = "traces go nowhere then: switch one of them on, or leave this out";
          return (telemetry as Partial<typeof telemetry> | null | undefined)?.traceSampling === undefined
            ? []
            : [{ path: ["namespaces", index, "telemetry", "traceSampling"], allowed, todo }];
        }),
};

/** What only shows between `addons` and other keys. */
export const addonRules: Rule[] = [
  ...readsPrometheus,
  ...chartSources,
  tracingNeedsIstiod,
  nodePorts,
  oneBackend,
  samplingNeedsBackend,
  ...addonSecrets,
  ...exposureRules,
];
