import type { Field } from "./field";
import { knownGet, knownText } from "./known";
import type { MeshObject } from "./object";
import { ISTIO_CHARTS, releaseOf } from "./releases";

/** What the source of a chart says where it is Istio's, for names that others give their charts, too. */
const MARKS: Readonly<Record<string, RegExp>> = {
  base: /istio/,
  gateway: /istio/,
  cni: /istio/,
  // Of Istio 1.5 and older; many call a chart of their own so that installs Istio's.
  istio: /istio-release\/releases\/|install\/kubernetes\/helm\/istio/,
};

/**
 * Which of Istio's charts a Release (helm.sh) installs, by the name under which it is published; undefined: another chart. A
 * chart of a common name is Istio's where its source, its Release or its namespace says so.
 */
export function istioChartOf(object: MeshObject): string | undefined {
  if (object.key !== "helm.sh/Release") return undefined;
  const { chart, name, namespace } = releaseOf(object);
  if (!ISTIO_CHARTS.includes(chart)) return undefined;
  const mark = Object.hasOwn(MARKS, chart) ? MARKS[chart] : undefined;
  const source = [knownText(knownGet(object.root, "chart")), knownText(repositoryOf(object)), name, namespace];
  return !mark || source.some((text) => text !== undefined && mark.test(text)) ? chart : undefined;
}

/** Where a Release's chart comes from. unclear: a folder, or a chart of a repository that this machine's Helm knows by a name. */
export type ChartSource = "folder" | "repository" | "oci" | "archive" | "unclear";

function repositoryOf(object: MeshObject): Field {
  return knownGet(knownGet(object.root, "repositoryOpts"), "repo");
}

/** Read from the Release's `chart` and `repositoryOpts.repo`. */
export function sourceKindOf(object: MeshObject): ChartSource {
  const chart = object.root.get("chart").text ?? "";
  if (chart.startsWith("oci://")) return "oci";
  if (/^https?:\/\//.test(chart)) return "archive";
  if (/^([./~]|file:)/.test(chart) || chart.endsWith(".tgz")) return "folder";
  return object.root.get("repositoryOpts").get("repo").text ? "repository" : "unclear";
}

/** The values that an object gives to Istio's charts, wherever it keeps them; undefined of an object that gives none. */
export function chartValuesOf(object: MeshObject): Field | undefined {
  if (object.key === "helm.sh/Release")
    return istioChartOf(object) === undefined ? undefined : object.root.get("values");
  if (object.group === "sailoperator.io") return object.spec.get("values");
  return object.key === "install.istio.io/IstioOperator" ? object.spec.get("values") : undefined;
}

/** Where an object writes the mesh's configuration: in the values, and of an IstioOperator in its spec, too. */
export function meshConfigsOf(object: MeshObject): Field[] {
  const inValues = chartValuesOf(object)?.get("meshConfig");
  const inSpec = object.key === "install.istio.io/IstioOperator" ? object.spec.get("meshConfig") : undefined;
  return [inSpec, inValues].filter((field) => field !== undefined);
}
