import * as z from "zod";
import { found } from "../finding";
import { podsOf } from "../model/hostPods";
import { homeOf } from "../model/known";
import type { Labels } from "../model/labels";
import { labelsOf, selects } from "../model/labels";
import type { Rule } from "../rule";

const WHY = `A subset has those pods of its host that carry all of its labels
([Subset](https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset)). Where no pod does, a route to the subset
answers 503, "no healthy upstream"
([IST0173](https://istio.io/latest/docs/reference/config/analysis/), [Kiali: KIA0203](https://kiali.io/docs/features/validations/)).

Compared are the pods that the Service selects, or the endpoints, WorkloadEntries and pods of a ServiceEntry. A host of which the stack
has none at all is not judged, nor are labels that only Kubernetes or Istio give to a pod (its node's region, the hash of its
template).`;

/** A subset that selects no pod answers 503. */
export const subsetSelectsPods: Rule = {
  name: "subset-selects-pods",
  codes: ["IST0173", "KIA0203"],
  description: "The labels of every subset select a workload of the DestinationRule's host.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "A route to a subset without pods answers 503 to every request." },
  scope: "stack",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule, mesh) {
    const host = rule.spec.get("host").text;
    const home = homeOf(rule);
    const pods = host && !host.includes("*") ? podsOf(mesh.hosts.all(host, home), mesh) : [];
    if (!pods || pods.length === 0) return;
    for (const subset of rule.spec.get("subsets").items()) {
      const labels = subset.get("labels");
      const selector = written(labelsOf(labels));
      if (labels.unknown || selector.size === 0 || pods.some((pod) => selects(selector, pod))) continue;
      yield found(rule, labels, {
        problem: `which no workload of ${host} has`,
        allowed: `labels of its workloads: ${[...new Set(pods.map(show))].slice(0, 4).join("; ")}`,
        fix: "correct the labels, or add them to the pods' template of the workloads that are meant",
      });
    }
  },
};

/** Labels that pods get when they run: https://kubernetes.io/docs/reference/labels-annotations-taints/, and Istio's injection. */
const GIVEN =
  /^((topology\.(kubernetes|istio)|failure-domain\.beta\.kubernetes|statefulset\.kubernetes|apps\.kubernetes|(service|security|networking)\.istio)\.io\/|kubernetes\.io\/hostname$|istio\.io\/rev$|(rollouts-)?pod-template-hash$|controller-revision-hash$)/;

/** The labels that a manifest can give. An empty value is none of those that pods get. */
function written(labels: Labels): Labels {
  return new Map([...labels].filter(([name, value]) => value === "" || !GIVEN.test(name)));
}

function show(labels: Labels): string {
  return [...labels].map(([name, value]) => `${name}=${value ?? "…"}`).join(", ") || "none";
}
