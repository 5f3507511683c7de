import { z } from "zod";
import { defaultLegacyIstioVersion, legacyIstioHub } from "../../versions";
import { chartValues, flag, oneOf, section, text } from "../leaves";

const charts = section({
  from: oneOf(["repository", "folder"]).default("repository"),
  url: text("the address of a chart repository that holds istio-init and istio").optional(),
  path: text("a folder that holds the charts istio-init and istio").optional(),
});

const hub = () => {
  const error = "a registry and folder of images, such as docker.io/istio";
  return z.string({ error }).regex(/^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)*$/, { error });
};

/** `mesh.legacyIstio`: Istio 1.1 to 1.5 by its two charts, istio-init and istio. */
export const legacyIstio = section({
  version: text(`a full Istio version from 1.1.0 to ${defaultLegacyIstioVersion}`).default(defaultLegacyIstioVersion),
  charts: charts.prefault({}),
  hub: hub().default(legacyIstioHub),
  /** The chart's service graph, which only Istio 1.1 has. The other addons are the top-level key's. */
  serviceGraph: flag().default(false),
  values: section({ init: chartValues().default({}), istio: chartValues().default({}) }).prefault({}),
});

export type LegacyIstioSettings = z.output<typeof legacyIstio>;

/** The group as it counts: its defaults where nobody set it. */
export const legacyIstioSettings = (mesh: { legacyIstio?: LegacyIstioSettings }): LegacyIstioSettings =>
  mesh.legacyIstio ?? legacyIstio.parse({});
