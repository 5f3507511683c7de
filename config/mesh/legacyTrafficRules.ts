import { residents } from "../residents";
import type { Finding, Rule } from "../rule";
import type { Settings } from "../schema";
import { legacyIstioSettings } from "./legacyIstio";
import type { Newer } from "./legacyTraffic";
import { newerThanLegacy } from "./legacyTraffic";
import { legacyMinorOf, minorNumber } from "./legacyVersions";

const apps = ["addons", "sockShop", "bookinfo", "loadGenerator", "outsider", "apps", "services", "externalServices"];
const reads = ["mesh.kind", "mesh.legacyIstio"];

/** The version of a stack of this kind; undefined where it is of another kind, or has a version that is none. */
function legacyVersion({ mesh }: Settings): string | undefined {
  if (mesh.kind !== "legacyIstio") return undefined;
  const { version } = legacyIstioSettings(mesh);
  return legacyMinorOf(version) && version;
}

/** What this version does not know, each as a finding. */
const refused = (version: string, settings: readonly Newer[]): Finding[] =>
  settings
    .filter(({ since = Infinity }) => minorNumber(version) < since)
    .map(({ path, found, since, instead = "nothing" }) => ({
      path,
      found,
      allowed: `${instead} with Istio ${version}, which does not know it`,
      todo: since === undefined ? undefined : `mesh.legacyIstio.version 1.${since} and newer do`,
    }));

/** Fields that the old API does not have are dropped by it in silence, or refused by its webhook in the middle of an update. */
const traffic: Rule = {
  reads: [...reads, ...apps],
  findings(settings) {
    const version = legacyVersion(settings);
    if (version === undefined) return [];
    return residents(settings).flatMap((resident) =>
      resident.traffic.flatMap(({ path, rules }) =>
        refused(
          version,
          newerThanLegacy(rules).map((newer) => ({ ...newer, path: [...path, ...newer.path] })),
        ),
      ),
    );
  },
};

const externalPorts: Rule = {
  reads: [...reads, "externalServices"],
  findings(settings) {
    const version = legacyVersion(settings);
    if (version === undefined) return [];
    const ports = settings.externalServices.flatMap(({ ports }, index) =>
      ports.flatMap(({ targetPort: found }, place): Newer[] =>
        found === undefined ? [] : [{ path: ["externalServices", index, "ports", place, "targetPort"], found }],
      ),
    );
    return refused(version, ports);
  },
};

const outbound: Rule = {
  reads: [...reads, "namespaces"],
  findings(settings) {
    const version = legacyVersion(settings);
    if (version === undefined) return [];
    const modes = settings.namespaces.flatMap((namespace, index): Newer[] => {
      const found: unknown = (namespace as Partial<typeof namespace> | null)?.outboundTraffic;
      return found === undefined ? [] : [{ path: ["namespaces", index, "outboundTraffic"], found, since: 3 }];
    });
    return refused(version, modes);
  },
};

/** Traffic settings that the chosen Istio is too old for. */
export const legacyTrafficRules: Rule[] = [traffic, externalPorts, outbound];
