import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import { istioChartOf } from "../model/istioCharts";
import type { Minor } from "../model/istioReleases";
import { compare, minorOf, show } from "../model/istioReleases";
import { isNamedRelease, knownGet, knownText } from "../model/known";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `The parts of Istio speak to each other, and Istio supports only neighbours: the control plane may be one minor release
ahead of proxies, ztunnel and the CNI agent, never behind them
([skew](https://istio.io/latest/docs/releases/supported-releases/#control-planedata-plane-skew),
[upgrade in ambient mode](https://istio.io/latest/docs/ambient/upgrade/helm-upgrade/)). The custom resource definitions (chart
\`base\`) are upgraded before istiod
([upgrade with Helm](https://istio.io/latest/docs/setup/upgrade/helm/)): with older ones the API server silently drops the fields that
they do not know.

With several istiods (revisions of an upgrade) a part fits if it fits one of them, and \`base\` has to fit the newest. A chart from a
folder has no version to compare. The same is asked of the IstioCNI and ZTunnel of the Sail operator.`;

/** Parts of Istio whose releases are too far apart, or in the wrong order. */
export const controlPlaneCharts: Rule<Config> = {
  name: "control-plane-charts",
  codes: [],
  description: "The versions of Istio's parts in one stack fit each other.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason:
      "Istio does not support the pair: proxies and istiod misunderstand each other, or fields of new kinds are dropped.",
  },
  scope: "stack",
  kinds: ["helm.sh/Release", "sailoperator.io/IstioCNI", "sailoperator.io/ZTunnel"],
  config,
  *check(object, mesh) {
    const part = partOf(object);
    const minor = part && minorOf(part.version.text ?? "");
    const planes = mesh.once("control-plane-charts", () => controlPlanes(mesh));
    if (!part || !minor || part.name === "istiod" || planes === undefined) return;
    const base = part.name === "base";
    if ((base ? planes.slice(0, 1) : planes).some((plane) => isNeighbour(part.name, minor, plane))) return;
    yield found(object, part.version, {
      problem: `but istiod in the same stack is ${planes.map(show).join(" and ")}`,
      allowed: base
        ? "the minor release of the newest istiod, or the one after it"
        : "the minor release of an istiod, or the one before it",
      fix: base ? "upgrade base before istiod" : `bring ${part.name} and istiod to one release, istiod first`,
    });
  },
};

/** What an object installs: a part of Istio by the name of its chart, and where its version stands. */
function partOf(object: MeshObject): { name: string; version: Field } | undefined {
  const sails: Record<string, string> = { Istio: "istiod", IstioCNI: "cni", ZTunnel: "ztunnel" };
  const name = object.group === "helm.sh" ? istioChartOf(object) : sails[object.kind];
  if (name === undefined || !["base", "istiod", "gateway", "cni", "ztunnel"].includes(name)) return undefined;
  return { name, version: knownGet(object.group === "helm.sh" ? object.root : object.spec, "version") };
}

/** The minor releases of the istiods in the stack, the newest first; undefined where there is none, or one is not known. */
function controlPlanes(mesh: Mesh): Minor[] | undefined {
  const objects = [...mesh.ofKind("helm.sh", "Release"), ...mesh.ofKind("sailoperator.io", "Istio")];
  const planes = objects.map(partOf).filter((part) => part?.name === "istiod");
  const minors = planes.flatMap((part) => minorOf((part && knownText(part.version)) ?? "") ?? []);
  const known = mesh.ofKind("helm.sh", "Release").every(isNamedRelease) && mesh.objects.every(({ placed }) => placed);
  if (planes.length === 0 || minors.length < planes.length || !known) return undefined;
  const byName = new Map(minors.map((minor) => [show(minor), minor]));
  return [...byName.values()].sort((one, other) => compare(other, one));
}

/** Istio calls releases neighbours whose minor numbers differ by one. */
function isNeighbour(part: string, minor: Minor, plane: Minor): boolean {
  const ahead = plane.minor - minor.minor;
  if (plane.major !== minor.major) return false;
  return part === "base" ? ahead === 0 || ahead === -1 : ahead === 0 || ahead === 1;
}
