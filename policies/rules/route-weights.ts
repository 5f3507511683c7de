import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { fullHost } from "../model/hosts";
import type { MeshObject } from "../model/object";
import { canonical } from "../model/routeMatches";
import type { Rule } from "../rule";

const WHY = `Weights are shares of their sum, not percentages: 10 and 30 mean a quarter and three quarters, so weights that do not add up to
100 hide what happens. A rule with one destination sends everything there, whatever its weight, 0 too: \`weight: 10\` on it reads as a canary
and is none. The same host and subset twice in one rule is a share in two parts, mostly a forgotten subset
([Istio: HTTPRouteDestination](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination),
[Kiali: KIA1104, KIA1105](https://kiali.io/docs/features/validations/)).

Destinations with another port, or with headers of their own, are not the same.`;

/** Weights that do not say what happens. */
export const routeWeights: Rule = {
  name: "route-weights",
  codes: ["KIA1104", "KIA1105"],
  description: "The weights of a route add up to 100, and each of its destinations stands there once.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Istio makes shares of any weights; calls arrive, only not as they read." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    for (const protocol of ["http", "tls", "tcp"]) {
      for (const rule of service.spec.get(protocol).items()) {
        const route = rule.get("route");
        const [only, ...more] = route.items();
        if (more.length > 0) yield* checkSum(service, route);
        else if (only) yield* checkOnly(service, only.get("weight"));
        yield* checkRepeated(service, route.items());
      }
    }
  },
};

function* checkOnly(service: MeshObject, weight: Field): Iterable<Finding> {
  const share = weight.number;
  if (share === undefined || share < 0 || share >= 100) return;
  yield found(service, weight, {
    problem: "but this is the only destination, so it gets every call",
    allowed: "no weight where there is one destination",
    fix: "remove the weight, or add the destination that the rest should go to",
    codes: share === 0 ? [] : ["KIA1104"],
  });
}

function* checkSum(service: MeshObject, route: Field): Iterable<Finding> {
  const weights = route.items().map((one) => one.get("weight"));
  if (!weights.every((one) => one.missing || one.number !== undefined)) return;
  const sum = weights.reduce((before, one) => before + (one.number ?? 0), 0);
  if (sum === 100) return;
  yield found(service, route, {
    problem: sum === 0 ? "whose weights are all 0, which Istio refuses" : `whose weights add up to ${sum}`,
    allowed: "weights that add up to 100",
    fix: "write each destination's percentage as its weight",
    codes: [],
  });
}

function* checkRepeated(service: MeshObject, routes: readonly Field[]): Iterable<Finding> {
  const seen = new Map<string, Field[]>();
  for (const route of routes) {
    const { host, key } = destinationOf(route, service.home);
    if (host.text !== undefined) seen.set(key, [...(seen.get(key) ?? []), host]);
  }
  for (const hosts of seen.values()) {
    if (hosts.length < 2) continue;
    for (const host of hosts) {
      yield found(service, host, {
        problem: "which is a destination of this route twice, with the same subset",
        allowed: "each host and subset once in a route",
        fix: "name the subset that was meant, or put the two shares together",
        codes: ["KIA1105"],
      });
    }
  }
}

function destinationOf(route: Field, home: string): { host: Field; key: string } {
  const destination = route.get("destination");
  const host = destination.get("host");
  const parts = [destination.get("subset"), destination.get("port"), route.get("headers")].map((one) => canonical(one));
  return { host, key: [fullHost(host.text ?? "", home), ...parts].join() };
}
