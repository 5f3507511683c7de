import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { comparable, Groups, isComparable, othersIn } from "../model/conflicts";
import { ifKnown } from "../model/known";
import type { Labels } from "../model/labels";
import { readLabels } from "../model/labels";
import type { MeshObject } from "../model/object";
import { Selections } from "../model/selections";
import type { Rule } from "../rule";

const WHY = `Istio reads one Telemetry without a selector in a namespace and one for a workload, the oldest, and not a word of the others: their
metrics, spans and access logs are missing just when somebody looks for them.
[The reference](https://istio.io/latest/docs/reference/config/telemetry/) allows one of each; istioctl reports the others as
[IST0159](https://istio.io/latest/docs/reference/config/analysis/ist0159/) (two select the same workload) and
[IST0160](https://istio.io/latest/docs/reference/config/analysis/ist0160/) (two without a selector).

A Telemetry with \`targetRefs\` is for what these name, not for the namespace. istioctl reports it as one without a selector; this rule does
not.`;

/** Istio reads one Telemetry for a workload and one for a namespace, and drops the others. */
export const telemetryConflict: Rule<Record<string, never>> = {
  name: "telemetry-conflict",
  codes: ["IST0159", "IST0160"],
  description: "A workload has one Telemetry with a selector, and a namespace one without.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Only the oldest of them is in force: what the others switch on or off is silently not done.",
  },
  scope: "stack",
  kinds: ["telemetry.istio.io/Telemetry"],
  config: z.strictObject({}),
  *check(telemetry, mesh) {
    if (!isComparable(telemetry)) return;
    const { selections, bare } = mesh.once("telemetry-conflict", () => indexOf(mesh));
    const field = telemetry.spec.get("selector");
    const place = placeOf(telemetry);
    const rivals = place === "workloads" ? selections.rivals(telemetry, readSelector(telemetry)) : undefined;
    if (rivals) {
      const { workload, others } = rivals;
      yield found(telemetry, field, {
        problem: workload
          ? `which selects ${workload.object.title}, as ${others} does`
          : `which selects the same workloads as ${others}`,
        allowed: "one Telemetry with a selector for a workload",
        fix: "merge them into one, or make the selectors exclude each other",
        codes: workload ? ["IST0159"] : [],
      });
    }
    const others = place === "namespace" ? othersIn([bare.of(telemetry.home)], telemetry) : undefined;
    if (others) {
      // istioctl does not count a selector that is there and empty; Istio does.
      const counted = field.missing && othersIn([bare.of(`${telemetry.home} nothing written`)], telemetry);
      yield found(telemetry, field, {
        problem: `so it is for the whole namespace, as ${others} is`,
        allowed: `one Telemetry without a selector in namespace "${telemetry.home}"`,
        fix: "merge them into one, or give all but one a selector",
        codes: counted ? ["IST0160"] : [],
      });
    }
  },
};

function readSelector(telemetry: MeshObject): Labels {
  return readLabels(telemetry.spec.at("selector", "matchLabels"));
}

function placeOf(telemetry: MeshObject): "workloads" | "namespace" | "targets" {
  if (readSelector(telemetry).size > 0) return "workloads";
  const { spec } = telemetry;
  return spec.get("targetRef").missing && spec.get("targetRefs").items().length === 0 ? "namespace" : "targets";
}

function indexOf(mesh: Mesh): { selections: Selections; bare: Groups } {
  const selections = new Selections(mesh);
  const bare = new Groups();
  for (const telemetry of comparable(mesh, "telemetry.istio.io", "Telemetry")) {
    const place = ifKnown(() => placeOf(telemetry));
    if (place === "workloads") selections.add(telemetry, readSelector(telemetry));
    if (place !== "namespace") continue;
    bare.add(telemetry.home, telemetry);
    if (ifKnown(() => telemetry.spec.get("selector").missing)) bare.add(`${telemetry.home} nothing written`, telemetry);
  }
  return { selections, bare };
}
