import { bookinfoImages, sockShopImages } from "../versions";
import { addonsOn, addonTitles } from "./addons";
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
  /** What its Services, Deployments and rules are called there: nobody else may use these names. */
  names: string[];
  traffic: { path: Path; rules: TrafficSettings; versions: readonly string[] }[];
}

/** All that lives in the mesh by a stack's settings. What is broken by itself is left out: see rules.ts. */
export function residents(settings: Settings): Resident[] {
  const { sockShop, bookinfo, loadGenerator, outsider, apps, services, externalServices } = settings;
  return [
    ...exposedAddons(settings),
    ...(sockShop?.enabled ? [sample("sockShop", "Sock Shop", sockShop, sockShopVersions(sockShop))] : []),
    ...(bookinfo?.enabled ? [sample("bookinfo", "Bookinfo", bookinfo, bookinfoVersions)] : []),
    ...(loadGenerator ? [single("loadGenerator", "the load generator", loadGenerator, "needed", "fortio")] : []),
    ...(outsider ? [single("outsider", "the outsider", outsider, "unwanted", "partner")] : []),
    // flatMap skips the holes that broken entries leave.
    ...apps.flatMap((app, index): Resident[] => {
      const versions = versionsOf(app);
      return [{ ...entry("apps", index, app, versions), sidecar: "needed", names: namesIn(app, versions) }];
    }),
    ...services.flatMap((service, index): Resident[] => [
      { ...entry("services", index, service, []), sidecar: "any", names: namesIn(service, []) },
    ]),
    ...externalServices.flatMap(({ name, namespace, traffic, egressGateway }, index): Resident[] => {
      // Its host is not published here.
      const external = { name, namespace, traffic };
      const names = egressGateway ? [name, `${name}-egress`] : [name];
      return [{ ...entry("externalServices", index, external, []), sidecar: "needed", names }];
    }),
  ];
}

/** Addons that are reached from outside. They are called after themselves, where the control plane is. */
function exposedAddons({ addons, mesh }: Settings): Resident[] {
  // Where the namespace is broken by itself, hosts are checked all the same.
  const namespace = (mesh as Partial<typeof mesh> | null)?.namespace?.name ?? "";
  return addonsOn(addons).flatMap((name): Resident[] => {
    const host = addons[name]?.expose?.host;
    if (host === undefined) return [];
    const path = ["addons", name, "expose"];
    return [{ path, name: addonTitles[name], namespace, sidecar: "any", host, names: [name], traffic: [] }];
  });
}

interface Entry {
  name: string;
  namespace: string;
  host?: string;
  traffic?: TrafficSettings;
}

function entry(list: string, index: number, { name, namespace, host, traffic }: Entry, versions: readonly string[]) {
  const path = [list, index];
  return {
    path,
    name,
    namespace,
    host,
    traffic: traffic ? [{ path: [...path, "traffic"], rules: traffic, versions }] : [],
  };
}

/** The service, the Deployments of its further versions, and the rules for its host. */
function namesIn({ name, host }: Entry, versions: readonly string[]): string[] {
  return [name, ...versions.slice(1).map((version) => `${name}-${version}`), ...(host ? [`${name}-ingress`] : [])];
}

function single(
  key: string,
  name: string,
  { namespace }: { namespace: string },
  sidecar: Resident["sidecar"],
  service: string,
): Resident {
  return { path: [key], name, namespace, sidecar, names: [service], traffic: [] };
}

const sampleNames = {
  sockShop: ["sock-shop", "carts-faulty", ...Object.keys(sockShopImages)],
  bookinfo: ["bookinfo", "reviews", ...Object.keys(bookinfoImages)],
};

function sample(
  key: "sockShop" | "bookinfo",
  name: string,
  { namespace, host, traffic }: { namespace: string; host: string; traffic?: object },
  versions: Record<string, readonly string[]>,
): Resident {
  const rules = Object.entries((traffic ?? {}) as Record<string, TrafficSettings | undefined>);
  return {
    path: [key],
    name,
    namespace,
    sidecar: "needed",
    host,
    names: sampleNames[key],
    traffic: rules.flatMap(([service, rulesOf]) =>
      rulesOf ? [{ path: [key, "traffic", service], rules: rulesOf, versions: versions[service] ?? [] }] : [],
    ),
  };
}
