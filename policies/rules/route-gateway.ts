import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Reference } from "../model/gatewayApi";
import { admits, GATEWAY_API, listed, parentsOf, ROUTE_KINDS } from "../model/gatewayApi";
import { ifKnown, placeOf } from "../model/known";
import { whereabouts, wholeNamed } from "../model/lookups";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `A route of the Gateway API serves only through the Gateways that its \`parentRefs\` name. If there is none of that name, in the route's own
namespace unless \`namespace\` says otherwise, or if it does not let routes of this namespace in, the route is stored and serves nothing: callers get
404 ([Gateway API: attaching routes](https://gateway-api.sigs.k8s.io/concepts/api-overview/)).
A listener takes routes of its own namespace only, unless \`allowedRoutes.namespaces\` says otherwise, and a \`sectionName\` or \`port\` picks listeners
that must be there.

Where the stack does not hold the Gateway's namespace, nothing is said about it. Kiali reports the same as
[KIA1401](https://kiali.io/docs/features/validations/).`;

/** A route that no Gateway takes serves nothing, and its callers get 404. */
export const routeGateway: Rule = {
  name: "route-gateway",
  codes: ["KIA1401"],
  description: "The Gateways that a route names exist and take routes of its namespace.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "A route that no Gateway takes serves nothing: callers get 404." },
  scope: "stack",
  kinds: ROUTE_KINDS,
  config: z.strictObject({}),
  *check(route, mesh) {
    const home = placeOf(route);
    for (const parent of parentsOf(route, home)) {
      if (parent.group !== GATEWAY_API) continue;
      if (parent.kind === "Gateway") yield* checkGateway(route, parent, home, mesh);
      else if (parent.kind === "Service") yield withoutGroup(route, parent);
    }
  },
};

/** `group` stands for the Gateway API unless it is written: Istio passes over a parent that does not exist as a kind. */
function withoutGroup(route: MeshObject, { field }: Reference): Finding {
  return found(route, field.get("group"), {
    problem: `with kind Service, which is no kind of ${GATEWAY_API}: the route attaches to nothing`,
    allowed: 'group: "" for a Service',
    fix: 'write group: "" beside kind: Service',
    codes: [],
  });
}

function* checkGateway(route: MeshObject, parent: Reference, home: string, mesh: Mesh): Iterable<Finding> {
  const { field, namespace, name } = parent;
  const gateway = wholeNamed(mesh, GATEWAY_API, "Gateway", namespace, name);
  if (gateway) yield* checkListeners(route, parent, gateway, home, mesh);
  if (whereabouts(mesh, parent) !== "missing") return;
  const others = mesh.ofKindIn(GATEWAY_API, "Gateway", namespace).map((one) => one.name);
  const namesake = mesh.find("networking.istio.io", "Gateway", namespace, name);
  yield found(route, field.get("name"), {
    problem: namesake
      ? `which in namespace "${namespace}" is a Gateway of networking.istio.io: routes attach to those of ${GATEWAY_API}`
      : `but namespace "${namespace}" has no Gateway of that name: the route serves nothing`,
    allowed: others.length > 0 ? `Gateways of namespace "${namespace}": ${listed(others)}` : "a Gateway that exists",
    fix: `name a Gateway that exists, with its namespace, or add the Gateway "${name}" to namespace "${namespace}"`,
  });
}

function* checkListeners(
  route: MeshObject,
  { field }: Reference,
  gateway: MeshObject,
  home: string,
  mesh: Mesh,
): Iterable<Finding> {
  const section = field.get("sectionName");
  const port = field.get("port");
  const all =
    gateway.spec.unknown || gateway.spec.get("listeners").unknown ? [] : gateway.spec.get("listeners").items();
  if (all.length === 0 || all.some((one) => one.unknown)) return;
  const picked = all.filter(
    (one) =>
      (!section.text || (ifKnown(() => one.get("name").text) ?? section.text) === section.text) &&
      (port.number === undefined || (ifKnown(() => one.get("port").number) ?? port.number) === port.number),
  );
  if (picked.length === 0) {
    const offered = all.flatMap((one) => ifKnown(() => one.get(section.text ? "name" : "port").show()) ?? []);
    yield found(route, section.text ? section : port, {
      problem: `which no listener of Gateway "${gateway.name}" has`,
      allowed: `those of its listeners: ${offered.join(", ")}`,
      fix: "name a listener that the Gateway has, or leave it out to attach to all",
      codes: [],
    });
  } else if (picked.every((one) => ifKnown(() => admits(one, gateway, home, mesh)) === false)) {
    yield found(route, field.get("name"), {
      problem: `a Gateway of namespace "${gateway.home}" that takes no routes of namespace "${home}"`,
      allowed: `a Gateway whose listener says in allowedRoutes.namespaces that it takes routes of "${home}"`,
      fix: `set allowedRoutes: { namespaces: { from: All } }, or a selector for "${home}", at a listener of Gateway "${gateway.name}"`,
      codes: gateway.home === home ? [] : ["KIA1401"],
    });
  }
}
