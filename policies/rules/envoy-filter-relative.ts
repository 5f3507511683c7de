import * as z from "zod";
import { found } from "../finding";
import type { EnvoyPatch } from "../model/envoyFilters";
import { FIXED, matchedFilter, patchesOf, REPLACEABLE } from "../model/envoyFilters";
import type { Rule } from "../rule";

const WHY = `A relative operation (REMOVE, REPLACE, INSERT_BEFORE, INSERT_AFTER) needs what it refers to, which another EnvoyFilter may add or
remove. EnvoyFilters without a \`priority\` are applied in the order of their age: after a restore, or in a new cluster, the patch may come
first and do nothing. A \`priority\` fixes the order; INSERT_FIRST and ADD refer to nothing
([EnvoyFilter](https://istio.io/latest/docs/reference/config/networking/envoy-filter/)).

- [IST0151](https://istio.io/latest/docs/reference/config/analysis/ist0151/): no priority.
- [IST0155](https://istio.io/latest/docs/reference/config/analysis/ist0155/): no priority, and a patch before it for the same filter
  is for one \`proxyVersion\`, so that an upgrade changes which of them are applied. istioctl looks for it in other EnvoyFilters as well.`;

/** Without a priority, age decides whether there is something that the patch refers to. */
export const envoyFilterRelative: Rule<Record<string, never>> = {
  name: "envoy-filter-relative",
  codes: ["IST0151", "IST0155"],
  description: "An EnvoyFilter whose patches refer to other filters has a priority.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "The patch works as long as what it refers to is there first, as Istio's own filters are.",
  },
  scope: "object",
  kinds: ["networking.istio.io/EnvoyFilter"],
  config: z.strictObject({}),
  *check(filter) {
    const priority = filter.spec.get("priority");
    if ((priority.number ?? 0) !== 0 || (filter.partial && priority.missing)) return;
    const versioned = new Set<string>();
    for (const patch of patchesOf(filter)) {
      const name = filterName(patch);
      if (isRelative(patch)) {
        const upgrade = versioned.has(name);
        yield found(filter, patch.operation, {
          problem: `which depends on the order of EnvoyFilters${upgrade ? ", and a patch before it on the proxy's version" : ""}, and there is no priority`,
          allowed: "INSERT_FIRST, ADD or MERGE; the others in an EnvoyFilter with a priority",
          fix: "set spec.priority: above 0 to come after other EnvoyFilters, below 0 to come before them",
          codes: [upgrade ? "IST0155" : "IST0151"],
        });
      }
      if (patch.field.at("match", "proxy", "proxyVersion").text) versioned.add(name);
    }
  },
};

function isRelative({ applyTo, operation }: EnvoyPatch): boolean {
  switch (operation.text ?? "") {
    case "INSERT_BEFORE":
    case "INSERT_AFTER":
      return true;
    case "REPLACE":
      return REPLACEABLE.includes(applyTo);
    case "REMOVE":
      return !FIXED.includes(applyTo);
    default:
      return false;
  }
}

/** As istioctl compares patches: by the name in the value, or that of the filter that they match; without a value by nothing. */
function filterName(patch: EnvoyPatch): string {
  if (patch.value.entries().length === 0) return "";
  const { text } = patch.value.get("name");
  return text === undefined ? (matchedFilter(patch).get("name").text ?? "") : `value ${text}`;
}
