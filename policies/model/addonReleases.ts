import type { Mesh } from "../mesh";
import type { Addon } from "./addons";
import type { Field } from "./field";
import { knownGet, knownText, reach } from "./known";
import type { Release } from "./releases";

/** An addon that a Helm Release installs: the pack never sees its objects, only the values that shape them. */
export interface AddonPart {
  addon: Addon;
  /** The values that are about this addon. Reading them throws where they are not known yet. */
  values: Field;
  /** Of the Service that the chart makes. */
  namespace: string;
  name: string;
  /** Whether it lets people in without a name; undefined: it never asks for one. */
  anonymous: (() => boolean) | undefined;
}

/** What a chart installs: the addon, where its values are, how its Service is called, who may come in. */
interface Entry {
  addon: Addon;
  at: readonly string[];
  service: (release: Release, values: Field) => string;
  anonymous?: (values: Field) => boolean;
  /** The chart leaves it out unless it is told otherwise. */
  off?: true;
}

const kiali = (at: readonly string[]): Entry => ({
  addon: "kiali",
  at,
  service: (_, values) => textAt(values, "deployment", "instance_name") ?? "kiali",
  anonymous: isAnonymousKiali,
});

/**
 * By the names of charts: those of prometheus-community, grafana-community, jaegertracing (version 4; in version 3 `query` and
 * `allInOne`) and kiali, and Istio's own of 1.5 and older (`istio`), in which Grafana asks only with `security.enabled`.
 */
const CHARTS: Readonly<Record<string, readonly Entry[]>> = {
  prometheus: [{ addon: "prometheus", at: ["server"], service: serverName }],
  grafana: [{ addon: "grafana", at: [], service: fullName("grafana"), anonymous: isAnonymousGrafana }],
  jaeger: [
    { addon: "jaeger", at: ["jaeger"], service: fullName("jaeger") },
    { addon: "jaeger", at: ["query"], service: fullName("jaeger", "-query") },
    { addon: "jaeger", at: ["allInOne"], service: fullName("jaeger", "-query") },
  ],
  "kiali-server": [kiali([])],
  "kiali-operator": [kiali(["cr", "spec"])],
  "kube-prometheus-stack": [
    { addon: "prometheus", at: ["prometheus"], service: fullName("kube-prometheus-stack", "-prometheus") },
    { addon: "grafana", at: ["grafana"], service: subchartName("grafana"), anonymous: isAnonymousGrafana },
  ],
  istio: [
    { addon: "prometheus", at: ["prometheus"], service: () => "prometheus" },
    {
      addon: "grafana",
      at: ["grafana"],
      off: true,
      service: () => "grafana",
      anonymous: (values) => values.at("security", "enabled").flag !== true,
    },
    { addon: "jaeger", at: ["tracing"], off: true, service: () => "tracing" },
    {
      addon: "kiali",
      at: ["kiali"],
      off: true,
      service: () => "kiali",
      anonymous: (values) => values.at("dashboard", "auth", "strategy").text === "anonymous",
    },
  ],
};

/** The addons that a Release installs. */
export function addonsOf(release: Release): AddonPart[] {
  const entries = Object.hasOwn(CHARTS, release.chart) ? (CHARTS[release.chart] ?? []) : [];
  return entries.flatMap(({ addon, at, service, anonymous, off }) => {
    const values = reach(release.object.root, "values", ...at);
    const enabled = knownGet(values, "enabled");
    if (!enabled.unknown && (off ? enabled.flag !== true : enabled.flag === false)) return [];
    const made = { addon, values, namespace: release.namespace, name: service(release, values) };
    return [{ ...made, anonymous: anonymous && (() => anonymous(values)) }];
  });
}

/** The addon whose Service of that name a Release of the stack makes. */
export function releasedAddon(mesh: Mesh, namespace: string, name: string): Addon | undefined {
  const index = mesh.once("addon releases", () => {
    const parts = mesh.releases.flatMap(addonsOf);
    return new Map(parts.map((one) => [`${one.namespace}/${one.name}`, one.addon]));
  });
  return index.get(`${namespace}/${name}`);
}

/** https://kiali.io/docs/configuration/authentication/ */
export function isAnonymousKiali(settings: Field): boolean {
  return settings.at("auth", "strategy").text === "anonymous";
}

/** Whether it knows nobody, or whoever gives themselves a name (https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/). */
function isAnonymousGrafana(values: Field): boolean {
  const told = [
    values.get("grafana.ini").at("auth.anonymous", "enabled"),
    values.at("env", "GF_AUTH_ANONYMOUS_ENABLED"),
    values.get("grafana.ini").at("users", "allow_sign_up"),
    values.at("env", "GF_USERS_ALLOW_SIGN_UP"),
  ];
  return told.some((field) => field.scalar === "true");
}

/** As charts made with Helm's starter name what they make, `<release>-<chart>`, unless the release's name has the chart's in it. */
function fullName(chart: string, behind = "") {
  return ({ name, object }: Release): string => nameOf(name, chart, knownGet(object.root, "values")) + behind;
}

function subchartName(chart: string) {
  return ({ name }: Release, values: Field): string => nameOf(name, chart, values);
}

function nameOf(release: string, chart: string, values: Field): string {
  const own = textAt(values, "nameOverride") ?? chart;
  return textAt(values, "fullnameOverride") ?? (release.includes(own) ? release : `${release}-${own}`);
}

function serverName(release: Release, server: Field): string {
  const name = textAt(server, "name") ?? "server";
  return textAt(server, "fullnameOverride") ?? `${fullName("prometheus")(release)}-${name}`;
}

function textAt(field: Field, ...names: string[]): string | undefined {
  return knownText(reach(field, ...names)) || undefined;
}
