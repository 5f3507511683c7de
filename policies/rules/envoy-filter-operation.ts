import * as z from "zod";
import { found } from "../finding";
import type { EnvoyPatch } from "../model/envoyFilters";
import { FIXED, patchesOf, REPLACEABLE } from "../model/envoyFilters";
import type { Rule } from "../rule";

const WHY = `Not every operation of an EnvoyFilter goes with every \`applyTo\`. Istio accepts the others, and its reference says that they are ignored:
the limit, the header or the filter that the patch is for is then simply not there. Where a version carries one out all the same, nothing
promises that the next one will.

- REPLACE is for network and HTTP filters, and for virtual hosts
  ([IST0152](https://istio.io/latest/docs/reference/config/analysis/ist0152/)).
- ADD is ignored for route configurations and HTTP routes
  ([IST0153](https://istio.io/latest/docs/reference/config/analysis/ist0153/)), and so is REMOVE
  ([IST0154](https://istio.io/latest/docs/reference/config/analysis/ist0154/)).

[EnvoyFilter.Patch.Operation](https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-Patch-Operation)`;

/** Istio ignores an operation that its target does not have. */
export const envoyFilterOperation: Rule<Record<string, never>> = {
  name: "envoy-filter-operation",
  codes: ["IST0152", "IST0153", "IST0154"],
  description: "The operation of an EnvoyFilter's patch is one that Istio carries out for what it is applied to.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Istio's reference says that the patch is ignored, so what it is for does not happen.",
  },
  scope: "object",
  kinds: ["networking.istio.io/EnvoyFilter"],
  config: z.strictObject({}),
  *check(filter) {
    for (const patch of patchesOf(filter)) {
      const code = codeOf(patch);
      if (code === undefined) continue;
      yield found(filter, patch.operation, {
        problem: `which Istio ignores for applyTo "${patch.applyTo}"`,
        allowed:
          code === "IST0152"
            ? `REPLACE for ${REPLACEABLE.join(", ")}; MERGE for the others`
            : "MERGE or an INSERT operation for HTTP routes, MERGE for route configurations",
        fix: code === "IST0152" ? "use MERGE, or REMOVE and ADD" : "use MERGE, or apply the patch to the VIRTUAL_HOST",
        codes: [code],
      });
    }
  },
};

function codeOf({ applyTo, operation }: EnvoyPatch): string | undefined {
  if (operation.text === "REPLACE" && !REPLACEABLE.includes(applyTo)) return "IST0152";
  if (operation.text === "ADD" && FIXED.includes(applyTo)) return "IST0153";
  if (operation.text === "REMOVE" && FIXED.includes(applyTo)) return "IST0154";
  return undefined;
}
