import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { takesEverything } from "../model/catchAll";
import type { Group } from "../model/conflicts";
import { comparable, HostGroups, isComparable, othersIn, scopesOf } from "../model/conflicts";
import type { Field } from "../model/field";
import { fullHost } from "../model/hosts";
import { ifKnown } from "../model/known";
import type { MeshObject } from "../model/object";
import { gatewaysOf, MESH } from "../model/virtualServices";
import type { Rule } from "../rule";

const config = z.strictObject({
  allowSplitAtGateways: z
    .boolean()
    .default(true)
    .describe(
      "Let VirtualServices share a host at a gateway, where Istio merges their routes, unless several of them take every request; false refuses every shared host.",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `A sidecar uses one VirtualService for a host. Where several are for the same host, istiod takes the oldest and drops the
routes, retries and timeouts of the others; no status says so, and a restore from backup can change which one that is.
[Split large virtual services](https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services): the routes of
several are merged at gateways only, in no defined order. So at a gateway two VirtualServices that both take every request for a host are
refused too: one of them never gets any.

\`exportTo\` counts: VirtualServices that no namespace sees together do not conflict.

- [IST0109](https://istio.io/latest/docs/reference/config/analysis/ist0109/): a host in the mesh. As istioctl does, a host under the
  wildcard of a VirtualService counts where one of the two is for all namespaces and the other is not.
- [KIA1106](https://kiali.io/docs/features/validations/#kia1106---more-than-one-virtual-service-for-same-host): the same host in the mesh, or
  at the same gateway (all of them with \`allowSplitAtGateways: false\`).`;

/** Sidecars use one VirtualService for a host and drop the others. */
export const meshHostConflict: Rule<Config> = {
  name: "mesh-host-conflict",
  codes: ["IST0109", "KIA1106"],
  description: "A host has one VirtualService in the mesh, and one that takes every request at a gateway.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason:
      "The routes of all VirtualServices for the host but one are without effect, and which one it is depends on their age.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService"],
  config,
  *check(service, mesh, { allowSplitAtGateways }) {
    if (!isComparable(service)) return;
    const index = mesh.once("mesh-host-conflict", () => indexOf(mesh));
    const scopes = scopesOf(service, mesh);
    const gateways = new Set(gatewaysOf(service));
    for (const field of service.spec.get("hosts").items()) {
      if (!field.text || scopes.length === 0) continue;
      const asked = { service, field, host: fullHost(field.text, service.home), scopes, index };
      const inMesh = gateways.has(MESH) ? conflictInMesh(asked) : undefined;
      if (inMesh) yield inMesh;
      else for (const gateway of gateways) yield* conflictAtGateway(asked, gateway, allowSplitAtGateways);
    }
  },
};

interface Asked {
  service: MeshObject;
  field: Field;
  host: string;
  /** The namespaces that see the VirtualService. */
  scopes: readonly string[];
  index: HostGroups;
}

function conflictInMesh({ service, field, host, scopes, index }: Asked): Finding | undefined {
  const exact = othersIn(same({ host, scopes, index }, MESH), service);
  // As in istioctl: wildcards count between one VirtualService that all namespaces see and one that only some do.
  const tag = tagOf(MESH, scopes.includes("*") ? SOME : ALL);
  const others = exact ?? othersIn([...index.over(host, tag), index.under(host, tag)], service);
  if (others === undefined) return undefined;
  return found(service, field, {
    problem: exact
      ? `which is a host of ${others} in the mesh too`
      : `which overlaps with a host of ${others} in the mesh`,
    allowed: "one VirtualService for a host in the mesh, of all that a namespace sees",
    fix: "merge them into one VirtualService, or keep them apart by spec.exportTo",
    ...(exact ? {} : { codes: ["IST0109"] }),
  });
}

function* conflictAtGateway(asked: Asked, gateway: string, allowSplit: boolean): Iterable<Finding> {
  const { service, field } = asked;
  if (gateway === MESH || (allowSplit && !takesEverything(service, gateway))) return;
  const others = othersIn(same(asked, allowSplit ? gateway + EVERYTHING : gateway), service);
  if (others === undefined) return;
  yield found(service, field, {
    problem: `which is a host of ${others} at gateway "${gateway}" too${allowSplit ? ", and each takes every request" : ""}`,
    allowed: `one VirtualService${allowSplit ? " that takes every request" : ""} for a host at a gateway`,
    fix: allowSplit ? "merge them, or give the routes of all but one a match" : "merge them into one VirtualService",
    codes: ["KIA1106"],
  });
}

/** The VirtualServices of that very host and place that a namespace sees together with one of these scopes. */
function same({ host, scopes, index }: Pick<Asked, "host" | "scopes" | "index">, place: string): Group[] {
  const seen = scopes.includes("*") ? [SOME] : scopes;
  return [ALL, ...seen].map((scope) => index.at(host, tagOf(place, scope)));
}

const ALL = "all namespaces";
const SOME = "some namespaces";
/** Behind a gateway's name: the VirtualService has a route there that takes every request. */
const EVERYTHING = " for every request";

function tagOf(place: string, scope: string): string {
  return `${place}, ${scope}`;
}

function indexOf(mesh: Mesh): HostGroups {
  const index = new HostGroups();
  for (const service of comparable(mesh, "networking.istio.io", "VirtualService"))
    ifKnown(() => add(service, index, mesh));
  return index;
}

function add(service: MeshObject, index: HostGroups, mesh: Mesh): void {
  const scopes = scopesOf(service, mesh).flatMap((one) => (one === "*" ? [ALL] : [SOME, one]));
  const hosts = service.spec.get("hosts").texts();
  const gateways = [...new Set(gatewaysOf(service))];
  const places = gateways.flatMap((one) => (takesEverything(service, one) ? [one, one + EVERYTHING] : [one]));
  for (const host of hosts.map((one) => fullHost(one, service.home))) {
    for (const place of places) for (const scope of scopes) index.add(host, tagOf(place, scope), service);
  }
}
