import { legacyIstioMinors } from "../../versions";
import type { Finding, Rule } from "../rule";
import type { Settings } from "../schema";
import type { LegacyIstioSettings } from "./legacyIstio";
import { legacyIstio } from "./legacyIstio";
import { legacyTrafficRules } from "./legacyTrafficRules";
import { legacyMinorOf, minorNumber } from "./legacyVersions";

/** A rule for stacks of this kind; it gets the group with its defaults where nobody sets it. */
const legacyRule = (
  reads: string[],
  findings: (legacy: LegacyIstioSettings, settings: Settings) => Finding[],
): Rule => ({
  reads: ["mesh.kind", "mesh.legacyIstio", ...reads],
  findings: (settings) =>
    settings.mesh.kind === "legacyIstio" ? findings(settings.mesh.legacyIstio ?? legacyIstio.parse({}), settings) : [],
});

const at = (...path: string[]) => ["mesh", "legacyIstio", ...path];

const version = legacyRule([], ({ version }) => {
  if (legacyMinorOf(version)) return [];
  const known = legacyIstioMinors.map(
    ({ minor, highestPatch, kubernetes: [lowest, highest] }) =>
      `${minor}.0–${minor}.${highestPatch} (Kubernetes ${lowest}–${highest})`,
  );
  const todo = "newer releases are mesh.kind: istio, older ones have no istio-init";
  return [{ path: at("version"), found: version, allowed: known.join(", "), todo }];
});

const chartSource = legacyRule([], ({ charts: { from, url, path } }) => {
  const finding = (key: "url" | "path", found: unknown, allowed: string): Finding => ({
    path: at("charts", key),
    found,
    allowed,
  });
  if (from === "folder") {
    const folder = "a folder that holds istio-init and istio, because mesh.legacyIstio.charts.from is folder";
    return [
      ...(path ? [] : [finding("path", path, folder)]),
      ...(url ? [finding("url", url, "nothing while mesh.legacyIstio.charts.from is folder")] : []),
    ];
  }
  return [
    ...(path ? [finding("path", path, "nothing unless mesh.legacyIstio.charts.from is folder")] : []),
    ...(url && !/^https?:\/\//.test(url) ? [finding("url", url, "an https:// address")] : []),
  ];
});

const addons = legacyRule([], ({ version, addons }) => {
  const findings: Finding[] = [];
  if (addons.serviceGraph && legacyMinorOf(version) && minorNumber(version) > 1) {
    const todo = "Istio 1.2 took it out of the chart; mesh.legacyIstio.addons.kiali draws the graph since";
    findings.push({ path: at("addons", "serviceGraph"), found: true, allowed: "false unless it is Istio 1.1", todo });
  }
  for (const addon of ["grafana", "kiali", "serviceGraph"] as const) {
    if (addons[addon] && !addons.prometheus) {
      const allowed = "false while mesh.legacyIstio.addons.prometheus is false";
      findings.push({ path: at("addons", addon), found: true, allowed, todo: "it shows what Prometheus has gathered" });
    }
  }
  return findings;
});

/** Pods of OpenShift get no NET_ADMIN and no fixed user, which these charts take for granted. */
const platform = legacyRule(["platform"], (_, { platform }) =>
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
const gatewayName = legacyRule(["mesh.gateway.name"], (_, { mesh: { gateway } }) =>
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

const revisions = legacyRule(["namespaces"], (_, { namespaces }) =>
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
  addons,
  platform,
  gatewayName,
  revisions,
  ...legacyTrafficRules,
];
