import type { Settings } from "./schema";
import type { TrafficSettings } from "./traffic/schema";
import { bookinfoVersions, sockShopVersions, versionsOf } from "./versionsOf";

type Path = (string | number)[];

/** Something of the stack that lives in a namespace. */
export interface Resident {
  /** Where it stands in the settings. */
  path: Path;
  /** As a message calls it. */
  name: string;
  namespace: string;
  /** Whether its pods must have sidecars; "any": they are somebody else's. */
  sidecar: "needed" | "unwanted" | "any";
  /** The host that it is published at. */
  host?: string;
  /** Its Services by name, where a person chooses them. */
  services: string[];
  traffic: { path: Path; rules: TrafficSettings; versions: readonly string[] }[];
}

/** All that lives in the mesh by a stack's settings. */
export function residents(settings: Settings): Resident[] {
  const { sockShop, bookinfo, loadGenerator, outsider, apps, services, externalServices } = settings;
  return [
    ...(sockShop?.enabled ? [sample("sockShop", "Sock Shop", sockShop, sockShopVersions(sockShop))] : []),
    ...(bookinfo?.enabled ? [sample("bookinfo", "Bookinfo", bookinfo, bookinfoVersions)] : []),
    ...(loadGenerator ? [single("loadGenerator", "the load generator", loadGenerator.namespace, "needed")] : []),
    ...(outsider ? [single("outsider", "the outsider", outsider.namespace, "unwanted")] : []),
    ...apps.map((app, index): Resident => ({
      path: ["apps", index],
      name: app.name,
      namespace: app.namespace,
      sidecar: "needed",
      host: app.host,
      services: [app.name],
      traffic: app.traffic ? [{ path: ["apps", index, "traffic"], rules: app.traffic, versions: versionsOf(app) }] : [],
    })),
    ...services.map((service, index): Resident => ({
      path: ["services", index],
      name: service.name,
      namespace: service.namespace,
      sidecar: "any",
      host: service.host,
      services: [service.name],
      traffic: service.traffic ? [{ path: ["services", index, "traffic"], rules: service.traffic, versions: [] }] : [],
    })),
    ...externalServices.map((external, index): Resident => ({
      ...single("externalServices", external.name, external.namespace, "needed"),
      path: ["externalServices", index],
      services: [],
      traffic: external.traffic
        ? [{ path: ["externalServices", index, "traffic"], rules: external.traffic, versions: [] }]
        : [],
    })),
  ];
}

function single(key: string, name: string, namespace: string, sidecar: Resident["sidecar"]): Resident {
  return { path: [key], name, namespace, sidecar, services: [], traffic: [] };
}

function sample(
  key: "sockShop" | "bookinfo",
  name: string,
  { namespace, host, traffic }: { namespace: string; host: string; traffic: object },
  versions: Record<string, readonly string[]>,
): Resident {
  return {
    path: [key],
    name,
    namespace,
    sidecar: "needed",
    host,
    services: [],
    traffic: Object.entries(traffic as Record<string, TrafficSettings | undefined>).flatMap(([service, rules]) =>
      rules ? [{ path: [key, "traffic", service], rules, versions: versions[service] ?? [] }] : [],
    ),
  };
}
