import type { Problem } from "../problems";
import type { RuleSettings, TrafficSettings } from "./schema";

type Path = (string | number)[];

/** Rules that send calls to a subset which neither `subsets` nor the service's versions declare: Istio answers those with 503. */
export function unknownSubsets(traffic: TrafficSettings, versions: readonly string[]): Problem[] {
  const known = [...versions, ...Object.keys(traffic.subsets ?? {})];
  return usedSubsets(traffic)
    .filter(({ subset }) => !known.includes(subset))
    .map(({ path, subset }) => ({
      path,
      found: subset,
      allowed: `a subset of the service: ${known.join(", ") || "it has none"}`,
      todo: "declare it in subsets, or as a version of the app",
    }));
}

/** The subsets that rules send calls to, with the place of each. */
function usedSubsets(traffic: TrafficSettings): { path: Path; subset: string }[] {
  const of = ({ weights, mirror }: RuleSettings, path: Path) => [
    ...Object.keys(weights === "off" ? {} : (weights ?? {})).map((subset) => ({
      path: [...path, "weights", subset],
      subset,
    })),
    ...(mirror && mirror !== "off" && mirror.subset
      ? [{ path: [...path, "mirror", "subset"], subset: mirror.subset }]
      : []),
  ];
  return [...of(traffic, []), ...(traffic.routes ?? []).flatMap((route, index) => of(route, ["routes", index]))];
}
