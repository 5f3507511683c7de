import type { NetworkingVersion } from "./mesh";

type Group = Record<string, unknown>;
type Kind = "VirtualService" | "DestinationRule" | "Sidecar";

/**
 * A traffic object in the version that the control plane serves. Where that is v1alpha3, Istio is of 1.1 to 1.5, and what
 * its API says in another way is written so; what it does not know at all is refused in the settings
 * (config/mesh/legacyTraffic.ts). The old forms are those that all of these releases read.
 */
export function inVersion<Args extends { spec: object }>(
  kind: Kind,
  args: Args,
  networking?: NetworkingVersion,
): Args & { apiVersion?: NetworkingVersion } {
  if (networking !== "networking.istio.io/v1alpha3") return { ...args, apiVersion: networking };
  return { ...args, apiVersion: networking, spec: older[kind](args.spec as Group) };
}

/** The spec of each kind in the older form. */
const older: Record<Kind, (spec: Group) => Group> = {
  VirtualService: (spec) => changed(spec, "http", (routes) => (routes as Group[]).map(route)),
  DestinationRule: (spec) =>
    changed(changed(spec, "trafficPolicy", policy), "subsets", (subsets) =>
      (subsets as Group[]).map((subset) => changed(subset, "trafficPolicy", policy)),
    ),
  // Without it: "sidecar: missing egress" (pkg/config/validation). It means what saying nothing means today.
  Sidecar: (spec) => ({ egress: [{ hosts: ["*/*"] }], ...spec }),
};

const changed = (group: Group, key: string, change: (value: unknown) => unknown): Group =>
  group[key] === undefined ? group : { ...group, [key]: change(group[key]) };

interface Mirror {
  destination: Group;
  percentage?: { value: number };
}

/** One mirror, its share as a whole number, and origins as a list of texts. */
function route({ mirrors, ...others }: Group): Group {
  const [mirror] = (mirrors as Mirror[] | undefined) ?? [];
  const share = mirror?.percentage?.value ?? 100;
  return changed(
    {
      ...others,
      ...(mirror ? { mirror: mirror.destination } : {}),
      ...(share === 100 ? {} : { mirrorPercent: share }),
    },
    "corsPolicy",
    cors,
  );
}

function cors(policy: unknown): Group {
  const { allowOrigins, ...others } = policy as { allowOrigins: { exact?: string }[] };
  const exact = allowOrigins.map((origin) => origin.exact);
  return exact.includes(undefined) ? { ...others, allowOrigins } : { ...others, allowOrigin: exact };
}

function policy(spec: unknown): Group {
  const balanced = changed(spec as Group, "loadBalancer", (loadBalancer) =>
    changed(loadBalancer as Group, "simple", (simple) => (simple === "LEAST_REQUEST" ? "LEAST_CONN" : simple)),
  );
  return changed(balanced, "outlierDetection", outliers);
}

interface Outliers {
  consecutive5xxErrors?: number;
  consecutiveGatewayErrors?: number;
}

/** `consecutiveErrors` counts gateway errors only (pilot/pkg/networking/core/v1alpha3/cluster.go, applyOutlierDetection). */
function outliers(detection: unknown): Group {
  const { consecutive5xxErrors, consecutiveGatewayErrors, ...others } = detection as Outliers;
  return consecutive5xxErrors || !consecutiveGatewayErrors
    ? (detection as Group)
    : { ...others, consecutiveErrors: consecutiveGatewayErrors };
}
