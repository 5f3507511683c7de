import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { takesAll, withoutName } from "../model/routeMatches";
import type { Rule } from "../rule";

const WHY = `Istio tries the rules of a VirtualService from the top and takes the first that matches. A rule behind one without a match, or
one whose matches all stand in rules before it, never gets a call: the canary, the fault or the redirect that it was written for does not
happen, and no status says so
([Istio: routing rule precedence](https://istio.io/latest/docs/concepts/traffic-management/#routing-rule-precedence),
[IST0130](https://istio.io/latest/docs/reference/config/analysis/ist0130/)).

Further than istioctl, a rule with the match \`prefix: /\` alone counts as one without a match for the rule without a match behind it. A rule
that delegates is none that hides others: what its delegate does not match goes on to the next.`;

/** A rule behind one that takes every call never gets one. */
export const unreachableRoute: Rule = {
  name: "unreachable-route",
  codes: ["IST0130"],
  description: "Every rule of a VirtualService can get calls.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "The rule has no effect at all, and whoever wrote it counts on it." },
  scope: "object",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service) {
    for (const protocol of ["http", "tls", "tcp"]) yield* checkRules(service, protocol);
  },
};

function* checkRules(service: MeshObject, protocol: string): Iterable<Finding> {
  const seen = new Map<string, Field>();
  let last: Field | undefined;
  let lastByMatch: Field | undefined;
  for (const rule of service.spec.get(protocol).items()) {
    const match = rule.get("match");
    if (!rule.isObject || !(match.missing || match.isList)) continue;
    const matches = match.items().filter((one) => one.isObject);
    if (matches.length < match.items().length) continue;
    const before = matches.map((one) => seen.get(withoutName(one)));
    const isLast = matches.length === 0;
    if (last) {
      yield refused(service, rule, `but ${last.path} has no match and takes every call before it`);
    } else if (isLast && lastByMatch) {
      yield { ...refused(service, rule, `but ${lastByMatch.path} takes every call before it`), codes: [] };
    } else if (!isLast && before.every((one) => one !== undefined)) {
      yield refused(service, rule, `but every match of it stands in a rule before it: ${before[0]?.path ?? ""}`);
    }
    if (!rule.get("delegate").missing) continue;
    if (isLast) last ??= rule;
    else if (protocol === "http") lastByMatch ??= matches.find(takesAll);
    for (const one of matches) seen.set(withoutName(one), one);
  }
}

function refused(service: MeshObject, rule: Field, problem: string): Finding {
  return found(service, rule, {
    problem,
    allowed: "rules in the order from narrow to wide, the one without a match at the end",
    fix: "move this rule before the one that hides it, give that one a narrower match, or remove one of them",
  });
}
