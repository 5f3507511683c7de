import * as z from "zod";
import { found } from "../finding";
import type { Rule } from "../rule";

const WHY = `The labels of a subset pick the pods of the service that belong to it
([Subset](https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset)). Without labels it is the whole service
under another name: a canary or version route to it sends its traffic to every version, old and new
([Kiali: KIA0209](https://kiali.io/docs/features/validations/)).

That may be meant: a subset without labels gives some routes a traffic policy of their own, as in Istio's
[egress gateway task](https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/). Silence the rule there, with the
reason.`;

/** A subset without labels is the whole service, which a version's name hides. */
export const subsetLabels: Rule = {
  name: "subset-labels",
  codes: ["KIA0209"],
  description: "Every subset of a DestinationRule has labels.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "A subset of all pods is legal, and wanted where only its traffic policy counts.",
  },
  scope: "object",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule) {
    for (const subset of rule.spec.get("subsets").items()) {
      if (!subset.isObject) continue;
      const labels = subset.get("labels");
      const empty = labels.isObject && labels.entries().length === 0;
      if (!empty && (!labels.missing || rule.partial)) continue;
      yield found(rule, labels, {
        problem: "so this subset has every pod of the service",
        allowed: 'labels of the pods that belong to the subset, such as { version: "v1" }',
        fix: "write the labels that only these pods have",
      });
    }
  },
};
