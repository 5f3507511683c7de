import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "../model/field";
import { fullHost } from "../model/hosts";
import { homeOf, knownGet, knownItems, knownText } from "../model/known";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import { gatewaysOf, MESH } from "../model/virtualServices";
import type { Rule } from "../rule";

const WHY = `A gateway follows the routes of the VirtualService that is bound to it, and no others: a second VirtualService for the
destination, with subsets and weights, is for the sidecars' calls to that host. Traffic from outside goes to all versions, whatever the
canary's weights say
([Istio: Route rules have no effect on ingress gateway requests](https://istio.io/latest/docs/ops/common-problems/network-issues/#route-rules-have-no-effect-on-ingress-gateway-requests),
[IST0140](https://istio.io/latest/docs/reference/config/analysis/ist0140/)).`;

/** The rules of a canary that is written for the mesh only do not act on traffic from outside. */
export const ingressRouteRules: Rule = {
  name: "ingress-route-rules",
  codes: ["IST0140"],
  description:
    "Routes behind a gateway say the subset, wherever other VirtualServices route their destination by subsets.",
  why: WHY,
  enforcement: { level: "advisory", reason: "It may be meant that traffic from outside goes to every version." },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service, mesh) {
    const gateways = gatewaysOf(service).filter((name) => name !== MESH);
    if (gateways.length === 0) return;
    for (const route of service.spec
      .get("http")
      .items()
      .flatMap((rule) => rule.get("route").items())) {
      const destination = route.get("destination");
      const host = destination.get("host").text;
      const subset = destination.get("subset");
      if (!host || subset.text) continue;
      const routes = subsetRoutes(mesh, fullHost(host, homeOf(service)));
      const others = routes.slice(0, SHOWN + 1).filter((one) => one.service !== service);
      if (others.length === 0) continue;
      const titles = anyOf(others.map((one) => one.service.title));
      yield found(service, subset, {
        problem: `so the subsets to which ${titles} ${others.length > 1 ? "route" : "routes"} this host are not for requests at ${anyOf(gateways)}`,
        allowed: "a subset, or no subset rules for this host in other VirtualServices",
        fix: "route to the subsets, with their weights, in this VirtualService as well",
        // istioctl compares the hosts as they are written.
        ...(routes.some((one) => one.service !== service && one.written === host) ? {} : { codes: [] }),
      });
    }
  },
};

/** How many VirtualServices a finding names. */
const SHOWN = 6;

interface SubsetRoute {
  service: MeshObject;
  /** The full name, and as it is written. */
  host: string;
  written: string;
}

/** The VirtualServices for that host which route it to subsets. */
function subsetRoutes(mesh: Mesh, full: string): readonly SubsetRoute[] {
  const index = mesh.once("ingress-route-rules", () => {
    const routes = mesh.ofKind("networking.istio.io", "VirtualService").flatMap(subsetRoutesOf);
    return groupBy(routes, (one) => one.host);
  });
  return index.get(full) ?? [];
}

/** The hosts of a VirtualService that it routes to subsets of themselves. */
function subsetRoutesOf(service: MeshObject): SubsetRoute[] {
  const own = new Set(listOf(service.spec, "hosts").map((host) => fullHost(knownText(host) ?? "", service.home)));
  const routes = new Map<string, SubsetRoute>();
  for (const route of listOf(service.spec, "http").flatMap((rule) => listOf(rule, "route"))) {
    const destination = knownGet(route, "destination");
    const written = knownText(knownGet(destination, "host"));
    if (!written || !knownText(knownGet(destination, "subset"))) continue;
    const host = fullHost(written, service.home);
    if (own.has(host)) routes.set(host, { service, host, written });
  }
  return [...routes.values()];
}

function listOf(field: Field, name: string): Field[] {
  return knownItems(knownGet(field, name));
}
