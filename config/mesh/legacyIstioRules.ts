import { legacyIstioMinors } from "../../versions";
import { withoutPrometheus } from "../addonRules";
import { chartSourceFindings } from "../chartSourceRule";
import type { Finding, Rule } from "../rule";
import { legacyIstioRule } from "./kindRule";
import { legacyTrafficRules } from "./legacyTrafficRules";
import { legacyMinorOf, minorNumber } from "./legacyVersions";

/** The whole group must be sound. */
const own = "mesh.legacyIstio";

const at = (...path: string[]) => ["mesh", "legacyIstio", ...path];

const version = legacyIstioRule([own], (_, { version }) => {
  if (legacyMinorOf(version)) return [];
  const known = legacyIstioMinors.map(
    ({ minor, highestPatch, kubernetes: [lowest, highest] }) =>
      `${minor}.0–${minor}.${highestPatch} (Kubernetes ${lowest}–${highest})`,
  );
  const todo = "newer releases are mesh.kind: istio, older ones have no istio-init";
  return [{ path: at("version"), found: version, allowed: known.join(", "), todo }];
});

const chartSource = legacyIstioRule([own], (_, { charts }) =>
  chartSourceFindings("mesh.legacyIstio.charts", charts, "a folder that holds istio-init and istio"),
);

const serviceGraph = legacyIstioRule([own, "addons.prometheus.enabled"], ({ addons }, { version, serviceGraph }) => {
  if (!serviceGraph) return [];
  const findings: Finding[] = [];
  if (legacyMinorOf(version) && minorNumber(version) > 1) {
    const todo = "Istio 1.2 took it out of the chart; addons.kiali draws the graph since";
    findings.push({ path: at("serviceGraph"), found: true, allowed: "false unless it is Istio 1.1", todo });
  }
  return addons.prometheus?.enabled
    ? findings
    : [...findings, withoutPrometheus(at("serviceGraph"), addons.prometheus)];
});

/** Pods of OpenShift get no NET_ADMIN and no fixed user, which these charts take for granted. */
const platform = legacyIstioRule([own, "platform"], ({ platform }) =>
  platform === "kubernetes"
    ? []
    : [
        {
          path: ["platform"],
          found: platform,
          allowed: "kubernetes while mesh.kind is legacyIstio",
          todo: "mesh.kind: maistra installs the Istio of that time on OpenShift",
        },
      ],
);

/** The chart names the gateway itself, and its pods by that name. */
const gatewayName = legacyIstioRule([own, "mesh.gateway.name"], ({ mesh: { gateway } }) =>
  gateway.name === "istio-ingressgateway"
    ? []
    : [
        {
          path: ["mesh", "gateway", "name"],
          found: gateway.name,
          allowed: "istio-ingressgateway while mesh.kind is legacyIstio",
        },
      ],
);

const revisions = legacyIstioRule([own, "namespaces"], ({ namespaces }) =>
  namespaces.flatMap((namespace, index): Finding[] => {
    // A namespace that is broken by itself is judged elsewhere.
    const injection: unknown = (namespace as Partial<typeof namespace> | null)?.injection;
    const allowed = "enabled or disabled while mesh.kind is legacyIstio, which knows no revisions";
    return typeof injection === "object"
      ? [{ path: ["namespaces", index, "injection"], found: injection, allowed }]
      : [];
  }),
);

/** What only shows between `mesh.legacyIstio` and other keys. */
export const legacyIstioRules: Rule[] = [
  version,
  chartSource,
  serviceGraph,
  platform,
  gatewayName,
  revisions,
  ...legacyTrafficRules,
];
