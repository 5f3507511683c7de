import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { ISTIO_MUTUAL, isListed, isServiceHost, notMutual, tlsPlaces } from "../model/clientTls";
import { fullHost } from "../model/hosts";
import { knownGet, knownItems, knownText } from "../model/known";
import { isVague } from "../model/lookups";
import { hostOf } from "../model/mutualTls";
import type { MeshObject } from "../model/object";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Rule } from "../rule";
import { hostOrWildcard } from "../settings";

const config = z.strictObject({
  hostsOutsideMesh: z
    .array(hostOrWildcard)
    .default([])
    .describe('Hosts of MESH_INTERNAL entries whose workloads have no proxy: "mysql.vm.example.com".'),
  hostsWithMeshCertificates: z
    .array(hostOrWildcard)
    .default([])
    .describe('Hosts of MESH_EXTERNAL entries that accept this mesh\'s certificates: "*.partner.example.com".'),
});

type Config = z.infer<typeof config>;

const WHY = `Where a ServiceEntry brings a host into the mesh, its \`location\` says who answers there.

- \`MESH_INTERNAL\`: a workload of the mesh, such as a virtual machine with a proxy. As with
  [Services](https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule), any mode but
  \`ISTIO_MUTUAL\` gives 503 where STRICT mutual TLS holds, and plain text elsewhere.
- \`MESH_EXTERNAL\`, and where no location is written: somebody outside. With \`ISTIO_MUTUAL\` the proxy shows the mesh's certificate
  and trusts the mesh's root only: the server knows neither, and every call fails. Automatic mutual TLS
  [leaves such hosts out](https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Location) for that reason.

A wildcard host is judged where all entries below it have the same location.`;

/** The mesh's certificates are for the hosts of ServiceEntries that are in the mesh, and for no others. */
export const entryMutual: Rule<Config> = {
  name: "entry-mutual",
  codes: [],
  description: "DestinationRules use ISTIO_MUTUAL for ServiceEntry hosts inside the mesh, and not for those outside.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "With the wrong certificates every call to the host fails." },
  scope: "stack",
  kinds: ["networking.istio.io/DestinationRule"],
  config,
  *check(rule, mesh, config) {
    const host = rule.spec.get("host").text;
    const { home } = rule;
    if (!host || isServiceHost(host, home) || isVague(mesh, ...KINDS)) return;
    const full = fullHost(host, home);
    const { location, entry } = mesh.once(`entry-mutual: ${full} from ${home}`, () => locationOf(full, home, mesh));
    if (location === "MESH_INTERNAL") {
      if (!isListed(host, home, config.hostsOutsideMesh)) yield* checkInside(rule, host, entry);
    } else if (location === "MESH_EXTERNAL" && !isListed(host, home, config.hostsWithMeshCertificates)) {
      yield* checkOutside(rule, host, entry);
    }
  },
};

const KINDS = ["networking.istio.io/ServiceEntry", "networking.istio.io/DestinationRule"];

function* checkInside(rule: MeshObject, host: string, entry: string): Iterable<Finding> {
  for (const { mode, problem } of notMutual(rule)) {
    yield found(rule, mode, {
      problem,
      allowed: `"${ISTIO_MUTUAL}": ${entry} says that ${host} is in the mesh`,
      fix: `set tls: { mode: ISTIO_MUTUAL } here; if nothing answers there with the mesh's certificates, list ${host} in hostsOutsideMesh of this rule`,
    });
  }
}

function* checkOutside(rule: MeshObject, host: string, entry: string): Iterable<Finding> {
  for (const { mode } of tlsPlaces(rule)) {
    if (mode.value !== ISTIO_MUTUAL) continue;
    yield found(rule, mode, {
      problem: `which shows the mesh's certificates to a host outside of it: ${entry} is MESH_EXTERNAL`,
      allowed: 'no tls, "DISABLE", "SIMPLE" or "MUTUAL"',
      fix: `use mode SIMPLE, or none if the application itself speaks TLS; if ${host} accepts this mesh's certificates, list it in hostsWithMeshCertificates of this rule`,
    });
  }
}

/** Where all entries of a host say that it is, with the name of one of them; undefined where nobody can say. */
function locationOf(host: string, home: string, mesh: Mesh): { location: Location | undefined; entry: string } {
  const below = mesh.once("entry-mutual", () => groupBy(entryHosts(mesh), ([wildcard]) => wildcard)).get(host) ?? [];
  // Those below a wildcard that have no rule of their own.
  const hosts = new Set(below.map(([, one]) => one).filter((one) => ruledBy(one, home, mesh) === host));
  const entries = [host, ...hosts].flatMap((one) =>
    mesh.hosts.find(one, home).flatMap(({ object, service }) => (service ? [] : object)),
  );
  const locations = new Set(entries.map(locationIn));
  return { location: locations.size === 1 ? [...locations][0] : undefined, entry: entries[0]?.title ?? "" };
}

/** Every host of a ServiceEntry, once for each wildcard over it. */
function entryHosts(mesh: Mesh): [string, string][] {
  const entries = mesh.ofKind("networking.istio.io", "ServiceEntry");
  const hosts = entries.flatMap((entry) =>
    knownItems(knownGet(entry.spec, "hosts")).map((item) => fullHost(knownText(item) ?? "", entry.home)),
  );
  return [...new Set(hosts)].flatMap((host) => {
    const labels = host.split(".").slice(1);
    const wildcards = labels.map((_, cut) => `*.${labels.slice(cut).join(".")}`);
    return [...wildcards, "*"].filter((one) => one !== host).map((one): [string, string] => [one, host]);
  });
}

/** The host of the DestinationRule that holds for a host. */
function ruledBy(host: string, home: string, mesh: Mesh): string {
  const [nearest] = mesh.destinationRules(host, home);
  return nearest ? hostOf(nearest) : "";
}

type Location = "MESH_INTERNAL" | "MESH_EXTERNAL";

/** Undefined: nobody can say. */
function locationIn(entry: MeshObject): Location | undefined {
  const location = knownGet(entry.spec, "location");
  if (location.unknown) return undefined;
  if (location.missing || location.value === "MESH_EXTERNAL") return "MESH_EXTERNAL";
  return location.value === "MESH_INTERNAL" ? "MESH_INTERNAL" : undefined;
}
