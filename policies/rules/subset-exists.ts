import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import { workloadsOf } from "../model/gateways";
import { exportToOf, fullHost, isExportedTo, serviceName } from "../model/hosts";
import type { MeshObject } from "../model/object";
import { gatewayIn, gatewayNamed } from "../model/gatewayNames";
import { homeOf, isNamed, knownGet, knownItems, knownText } from "../model/known";
import { isHeld } from "../model/lookups";
import { anyOf, destinationRulesOf } from "../model/references";
import type { Destination } from "../model/virtualServices";
import { destinationsOf, gatewaysOf, MESH } from "../model/virtualServices";
import type { Rule } from "../rule";

const WHY = `A subset is a name that a DestinationRule gives to some pods of a host
([Subset](https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset)). A route to a subset that no
DestinationRule defines answers 503
([Istio: 503 errors after setting destination rule](https://istio.io/latest/docs/ops/common-problems/network-issues/),
[IST0101](https://istio.io/latest/docs/reference/config/analysis/ist0101/)).

The DestinationRule must be for that very host, or for a wildcard over it, and clients must see it: one with \`exportTo: ["."]\` defines
nothing for other namespaces.`;

/** A route to a subset that nobody defines answers 503. */
export const subsetExists: Rule = {
  name: "subset-exists",
  codes: ["IST0101", "KIA1107"],
  description: "Subsets that a VirtualService routes or mirrors to are defined by a DestinationRule for their host.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Requests that take the route get 503." },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service, mesh) {
    for (const destination of destinationsOf(service)) {
      const [host, subset] = [destination.field.get("host").text, destination.field.get("subset")];
      if (!host || !subset.text) continue;
      const full = fullHost(host, homeOf(service));
      const rules = widerRules(full, mesh);
      const defining = rules.filter((rule) => mayDefine(rule, subset.text));
      if (defining.length === 0) {
        if (isComplete(full, service, rules, mesh)) yield missing(service, destination, subset, full, rules);
      } else {
        const blind = clientsOf(service, mesh).find((client) => !defining.some((rule) => isSeen(rule, client)));
        if (blind !== undefined) yield hidden(service, subset, defining, blind);
      }
    }
  },
};

/** The DestinationRules for a host or for wildcards over it, whoever sees them. */
function widerRules(full: string, mesh: Mesh): MeshObject[] {
  const labels = full.split(".");
  const wider = labels.slice(1).map((_, cut) => `*.${labels.slice(cut + 1).join(".")}`);
  return [...new Set([full, ...wider, "*"])].flatMap((name) => destinationRulesOf(name, mesh));
}

/** Whether the rule defines the subset, or may: what is not known yet, or not in a patch, counts as that. */
function mayDefine(rule: MeshObject, subset: string | undefined): boolean {
  const subsets = knownGet(rule.spec, "subsets");
  if (rule.spec.unknown || subsets.unknown || (rule.partial && subsets.missing)) return true;
  return knownItems(subsets).some((one) => one.unknown || knownGet(one, "name").unknown || nameOf(one) === subset);
}

function nameOf(subset: Field): string | undefined {
  return knownText(knownGet(subset, "name"));
}

/** Whether a DestinationRule that defines more subsets of the host would be in the stack. */
function isComplete(full: string, service: MeshObject, rules: readonly MeshObject[], mesh: Mesh): boolean {
  const known = mesh.once("subset-exists", () =>
    mesh
      .ofKind("networking.istio.io", "DestinationRule")
      .every((rule) => isNamed(rule) && !rule.spec.unknown && !knownGet(rule.spec, "host").unknown),
  );
  if (!known) return false;
  const exact = rules.some((rule) => fullHost(knownText(knownGet(rule.spec, "host")) ?? "", rule.home) === full);
  const named = serviceName(full)?.namespace;
  const owners = named === undefined ? mesh.hosts.all(full, service.home).map((one) => one.namespace) : [named];
  return exact || [service.home, ...owners].every((one) => isHeld(one, mesh));
}

/** The namespaces whose proxies certainly follow the VirtualService's routes: sidecars of its own, and gateways in the stack. */
function clientsOf(service: MeshObject, mesh: Mesh): string[] {
  return gatewaysOf(service).flatMap((name) => {
    if (name === MESH) return mesh.workloadsIn(service.home).length > 0 ? [service.home] : [];
    const gateway = gatewayIn(mesh, gatewayNamed(name, service.home));
    return gateway ? workloadsOf(gateway, mesh).map((one) => one.namespace) : [];
  });
}

function isSeen(rule: MeshObject, client: string): boolean {
  const exportTo = knownGet(rule.spec, "exportTo");
  if (exportTo.unknown || knownItems(exportTo).some((one) => one.unknown)) return true;
  return isExportedTo(exportToOf(rule), rule.home, client);
}

function missing(
  service: MeshObject,
  { mirror }: Destination,
  subset: Field,
  full: string,
  rules: readonly MeshObject[],
): Finding {
  const names = rules.flatMap((rule) => knownItems(knownGet(rule.spec, "subsets")).flatMap((one) => nameOf(one) ?? []));
  const [rule] = rules;
  return found(service, subset, {
    problem: `which no DestinationRule for ${full} defines`,
    allowed: names.length > 0 ? `subsets of ${full}: ${anyOf(names)}` : "no subset, as none is defined for this host",
    fix: rule
      ? `correct the name, or add the subset to ${rule.title}`
      : `declare a DestinationRule for ${full} with this subset, or leave the subset out`,
    // Kiali does not look at mirrors.
    codes: mirror ? ["IST0101"] : ["IST0101", "KIA1107"],
  });
}

function hidden(service: MeshObject, subset: Field, defining: readonly MeshObject[], client: string): Finding {
  const titles = defining.map((rule) => rule.title).join(", ");
  return found(service, subset, {
    problem: `which is defined, but not for the clients in namespace "${client}"`,
    allowed: "a subset that every namespace from which this VirtualService is used can see",
    fix: `add "${client}" to spec.exportTo of ${titles}`,
    codes: [],
  });
}
