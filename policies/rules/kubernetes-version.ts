import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { istioChartOf } from "../model/istioCharts";
import type { IstioMinor, Minor } from "../model/istioReleases";
import { compare, istioMinor, minorOf, show } from "../model/istioReleases";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  kubernetes: z
    .string()
    .regex(/^(v?\d+\.\d+(\.\d+.*)?)?$/, 'write the cluster\'s version such as "1.35", or ""')
    .default("")
    .describe('The Kubernetes version of the cluster, such as "1.35"; empty: not known, any since 1.22 (2021).'),
  allowNewer: z
    .boolean()
    .default(false)
    .describe("Allow a Kubernetes that is newer than those that the Istio release was tested with."),
});

type Config = z.infer<typeof config>;

const WHY = `Istio states for each of its releases which versions of Kubernetes it works with
([support status](https://istio.io/latest/docs/releases/supported-releases/#support-status-of-istio-releases)). On an older cluster
the release uses APIs that are not there yet, on a newer one those that are gone: istiod or its webhooks fail, often only when a pod
is created. \`istioctl x precheck\` says the same as
[IST0142](https://istio.io/latest/docs/reference/config/analysis/ist0142/), once the cluster exists.

The version of the cluster is in no object of the stack: say it by the setting \`kubernetes\`. Without it the rule refuses only what no
cluster since 2021 takes: the charts \`istio\` and \`istio-init\` of Istio 1.5 and older, whose custom resource definitions and webhooks
are of API versions that [Kubernetes 1.22 removed](https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-22). Releases
since 1.13 are in the table; a chart from a folder has no version to judge.`;

/** IST0142: a release of Istio on a Kubernetes that it was not made for. */
export const kubernetesVersion: Rule<Config> = {
  name: "kubernetes-version",
  codes: ["IST0142"],
  description: "The release of Istio supports the cluster's version of Kubernetes.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses or fails on a Kubernetes that it does not support." },
  scope: "object",
  kinds: ["helm.sh/Release", "sailoperator.io/Istio", "install.istio.io/IstioOperator"],
  config,
  *check(object, _, { kubernetes, allowNewer }) {
    const cluster = minorOf(kubernetes);
    const chart = istioChartOf(object);
    if (chart === "istio" || chart === "istio-init") {
      if (!cluster || compare(cluster, REMOVED) >= 0) yield legacy(object, object.root.get("chart"));
      return;
    }
    const version = versionOf(object, chart);
    const minor = version?.text === undefined ? undefined : minorOf(version.text);
    const istio = minor && istioMinor(minor);
    if (version && istio && cluster) yield* checkRange(object, version, istio, cluster, allowNewer);
  },
};

const REMOVED: Minor = { major: 1, minor: 22 };

/** Where a control plane's version stands. */
function versionOf(object: MeshObject, chart: string | undefined): Field | undefined {
  if (object.kind === "Release") return chart === "istiod" ? object.root.get("version") : undefined;
  return object.spec.get(object.kind === "Istio" ? "version" : "tag");
}

function legacy(object: MeshObject, chart: Field): Finding {
  return found(object, chart, {
    problem: "a chart of Istio 1.5 or older, whose API versions Kubernetes 1.22 removed",
    allowed: 'the charts "base" and "istiod" of a supported release',
    fix: "install a current release by its charts, or set kubernetes of this rule if the cluster is that old",
  });
}

function* checkRange(
  object: MeshObject,
  version: Field,
  { minor, kubernetes: [oldest, newest] }: IstioMinor,
  cluster: Minor,
  allowNewer: boolean,
): Iterable<Finding> {
  const older = compare(cluster, oldest) < 0;
  if (!older && (allowNewer || compare(cluster, newest) <= 0)) return;
  const range = `${show(oldest)} to ${show(newest)}`;
  yield found(object, version, {
    problem: `but Istio ${show(minor)} supports Kubernetes ${range}, and the cluster is ${show(cluster)}`,
    allowed: `a release of Istio that supports Kubernetes ${show(cluster)}`,
    fix: older
      ? "install an older release of Istio, or upgrade the cluster first"
      : "install a newer release of Istio, or set allowNewer of this rule once you have tested the pair",
    // The check of istioctl knows a lower bound only.
    ...(older ? {} : { codes: [] }),
  });
}
