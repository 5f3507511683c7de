import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import { isUnder, overlap } from "../model/hosts";
import type { MeshObject } from "../model/object";
import { refusedDestination, refusedExportTo, refusedGateways, refusedLabels, refusedWeights } from "../model/routing";
import * as syntax from "../model/syntax";
import { MESH } from "../model/virtualServices";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a VirtualService, and the update stops there; where the webhook does not stand, the proxies get a
part of its routes or none. The schema does not say these things: it has at least one route; hosts are host names and none covers
another; what a TLS route matches belongs to one of the hosts; several destinations have weights that are not all 0; a delegate
(a VirtualService without hosts) has http routes only
([VirtualService](https://istio.io/latest/docs/reference/config/networking/virtual-service/)).`;

/** Whatever Istio's own validation asks of a VirtualService beyond its schema; http-route-semantics is about its http routes. */
export const virtualServiceSemantics: Rule = {
  name: "virtual-service-semantics",
  codes: ["IST0106"],
  description: "VirtualServices have hosts, gateways and TLS and TCP routes that Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a VirtualService." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    const { spec } = service;
    const checks = [checkDelegate, checkHosts, checkDuplicates, checkTls, checkTcp, refusedExportTo];
    yield* despite([checkRoutes, (one: MeshObject) => refusedGateways(one, spec.get("gateways")), ...checks], (check) =>
      check(service),
    );
  },
};

function isEmpty(field: Field): boolean {
  return field.items().length === 0;
}

function* checkRoutes(service: MeshObject): Iterable<Finding> {
  const { spec, partial } = service;
  if (partial || !["http", "tls", "tcp"].map((name) => spec.get(name)).every(isEmpty)) return;
  yield found(service, spec.get("http"), {
    problem: "and no tls or tcp: there are no routes",
    allowed: "at least one of http, tls and tcp",
    fix: "write where requests go, or remove the VirtualService",
  });
}

function* checkDelegate(service: MeshObject): Iterable<Finding> {
  const { spec, partial } = service;
  if (!isEmpty(spec.get("hosts")) || (partial && spec.get("hosts").missing)) return;
  for (const field of ["gateways", "tls", "tcp"].map((name) => spec.get(name))) {
    if (isEmpty(field)) continue;
    yield found(service, field, {
      problem: "but there are no hosts, which makes this a delegate",
      allowed: "hosts, or http routes alone for a delegate",
      fix: "name the hosts, or remove this",
    });
  }
}

/** Hosts for gateways may be names that Istio makes for TLS that passes through: outbound_.80_._.carts.shop.svc.cluster.local */
function* checkHosts(service: MeshObject): Iterable<Finding> {
  const { spec } = service;
  const forGateways = isForGateways(service);
  const allowed = forGateways ? HOSTS : `${HOSTS}; "*" with gateways only`;
  for (const host of spec.get("hosts").items()) {
    if (host.text === undefined) continue;
    const problem =
      (syntax.isAddress(host.text) ? undefined : hostProblem(host.text, forGateways && matchesNames(service))) ??
      (host.text === "*" && !forGateways ? "which is every host of the mesh" : undefined);
    if (problem) yield found(service, host, { problem, allowed, fix: "write the host's name" });
  }
}

const HOSTS = 'host names, or wildcards such as "*.example.com"';

function isForGateways({ spec }: MeshObject): boolean {
  const gateways = spec.get("gateways");
  return !isEmpty(gateways) && !gateways.texts().includes(MESH);
}

/** Istio takes the names that it makes as hosts only where a TLS route matches names. */
function matchesNames({ spec }: MeshObject): boolean {
  const matches = spec
    .get("tls")
    .items()
    .flatMap((route) => route.get("match").items());
  return matches.some((match) => !isEmpty(match.get("sniHosts")));
}

function hostProblem(host: string, mayBeMade: boolean): string | undefined {
  if (mayBeMade && /^outbound_\.\d+_\..*_\.[a-zA-Z].*$/.test(host)) return undefined;
  return syntax.wildcardHostProblem(host);
}

function* checkDuplicates(service: MeshObject): Iterable<Finding> {
  const hosts = service.spec
    .get("hosts")
    .items()
    .flatMap((field) => (field.text === undefined ? [] : { field, text: field.text }));
  if (hosts.some(({ text }) => syntax.wildcardHostProblem(text) !== undefined && !syntax.isAddress(text))) return;
  for (const [index, { field, text }] of hosts.entries()) {
    const other = hosts.slice(0, index).find((one) => overlap(one.text, text))?.text;
    if (other === undefined) continue;
    yield found(service, field, {
      problem: `but "${other}" is a host of this VirtualService too`,
      allowed: "hosts of which none covers another",
      fix: "remove one of them",
    });
  }
}

function* checkTls(service: MeshObject): Iterable<Finding> {
  const { spec, partial } = service;
  const hosts = spec.get("hosts").texts();
  // Unlike for hosts, Istio takes them here where no gateways are written.
  const mayBeMade = !spec.get("gateways").texts().includes(MESH);
  for (const route of spec.get("tls").items()) {
    yield* checkL4(service, route);
    const match = route.get("match");
    if (match.isList && isEmpty(match)) {
      yield found(service, match, { problem: "so it matches nothing", allowed: "sniHosts", fix: "write sniHosts" });
    }
    for (const one of match.items()) {
      const names = one.get("sniHosts");
      if (names.isList && isEmpty(names)) {
        yield found(service, names, { problem: "so it matches nothing", allowed: HOSTS, fix: "name the hosts" });
      }
      for (const name of names.items()) {
        if (name.text === undefined || syntax.isAddress(name.text)) continue;
        const known = (partial && hosts.length === 0) || hosts.some((host) => isUnder(name.text ?? "", host));
        const problem = hostProblem(name.text, mayBeMade) ?? (known ? undefined : "which none of the hosts covers");
        const allowed = hosts.length > 0 ? `names under ${hosts.join(", ")}` : HOSTS;
        if (problem) yield found(service, name, { problem, allowed, fix: "write one of the VirtualService's hosts" });
      }
    }
  }
}

function* checkTcp(service: MeshObject): Iterable<Finding> {
  for (const route of service.spec.get("tcp").items()) yield* checkL4(service, route);
}

/** What TLS and TCP routes have in common. */
function* checkL4(service: MeshObject, rule: Field): Iterable<Finding> {
  const routes = rule.get("route");
  if (rule.isObject && isEmpty(routes)) {
    yield found(service, routes, {
      problem: "so it sends nothing anywhere",
      allowed: "destinations",
      fix: "write route",
    });
  }
  for (const route of routes.items()) yield* refusedDestination(service, route.get("destination"));
  yield* refusedWeights(service, routes);
  for (const match of rule.get("match").items()) {
    const port = match.get("port");
    if ((port.number ?? 0) > 65535) {
      yield found(service, port, { problem: "which is no port", allowed: "1 to 65535", fix: "write the port" });
    }
    for (const subnet of match.get("destinationSubnets").items()) {
      if (subnet.text === undefined || syntax.isAddressOrRange(subnet.text)) continue;
      const allowed = 'IP addresses or ranges: "10.1.0.0/16"';
      yield found(service, subnet, { problem: "which is neither", allowed, fix: "write an address or a range" });
    }
    yield* refusedLabels(service, match.get("sourceLabels"));
    yield* refusedGateways(service, match.get("gateways"));
  }
}
