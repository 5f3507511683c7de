import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { homeOf, isNamed, knownGet } from "../model/known";
import type { Labels } from "../model/labels";
import { labelsOf, readLabels } from "../model/labels";
import { anyOf } from "../model/references";
import type { Rule } from "../rule";

const WHY = `A WorkloadGroup gives its labels to the virtual machines that join with it, and Services, subsets and policies select machines by
labels. Two groups with the same labels in one namespace cannot be told apart: what is meant for the one acts on both
([Istio: WorkloadGroup](https://istio.io/latest/docs/reference/config/networking/workload-group/)). Kiali reports it as
[KIA1702](https://kiali.io/docs/features/validations/), also for groups that have no labels at all, which this rule leaves alone.`;

/** Machines of two groups with the same labels cannot be selected apart. */
export const workloadGroupDuplicate: Rule = {
  name: "workload-group-duplicate",
  codes: ["KIA1702"],
  description: "No two WorkloadGroups of a namespace give their machines the same labels.",
  why: WHY,
  enforcement: { level: "advisory", reason: "The machines work; what selects them cannot tell them apart." },
  scope: "stack",
  kinds: ["networking.istio.io/WorkloadGroup"],
  config: z.strictObject({}),
  *check(group, mesh) {
    const field = group.spec.at("metadata", "labels");
    const labels = readLabels(field);
    if (labels.size === 0 || group.partial) return;
    const same = groupsOf(mesh).get(keyOf(homeOf(group), labels)) ?? [];
    const others = same.slice(0, SHOWN + 1).filter((name) => name !== group.name);
    if (others.length === 0) return;
    const more = same.length - 1 - others.length;
    yield found(group, field, {
      problem: `the same labels as those of WorkloadGroup ${anyOf(others)}${more > 0 ? ` and ${more} more` : ""}`,
      allowed: "labels that no other WorkloadGroup of the namespace has",
      fix: "add a label that tells this group's machines from the others, or keep one group",
    });
  },
};

/** How many of the other groups a finding names. */
const SHOWN = 4;

/** The names of the groups with the same labels. */
function groupsOf(mesh: Mesh): Map<string, string[]> {
  return mesh.once("workload-group-duplicate", () => {
    const groups = mesh.ofKind("networking.istio.io", "WorkloadGroup").filter((one) => !one.partial && isNamed(one));
    const same = groupBy(groups, (one) => keyOf(one.home, labelsOf(["metadata", "labels"].reduce(knownGet, one.spec))));
    return new Map([...same].map(([key, all]) => [key, [...new Set(all.map(({ name }) => name))]]));
  });
}

/** Labels whose values are not known yet are like no others. */
function keyOf(namespace: string, labels: Labels): string {
  return JSON.stringify([namespace, ...[...labels].map(([name, value]) => [name, value ?? null]).sort()]);
}
