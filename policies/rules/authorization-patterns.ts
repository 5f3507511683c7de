import * as z from "zod";
import type { Finding, Why } from "../finding";
import { found } from "../finding";
import type { MeshObject } from "../model/object";
import type { Match } from "../model/securityPolicies";
import { actionOf, matchesAll, matchesOf } from "../model/securityPolicies";
import type { Rule } from "../rule";

const WHY = `A policy compares what it says with what a request says, and a client has many ways to say the same: \`/admin\`, \`//admin\`,
\`/admin%2f\`, \`/ADMIN\`, \`shop.example.com:8080\`. Where they do not compare equal but the application takes them for the same, the policy
misses. Istio's
[security best practices](https://istio.io/latest/docs/ops/best-practices/security/#use-allow-with-positive-matching-and-deny-with-negative-match-patterns)
ask for the two patterns in which a miss is a refusal and not a way in:

- \`ALLOW\` with what is allowed (\`paths\`, \`values\`), never with all but something (\`notPaths\`, \`notValues\`);
- \`DENY\` with all but what is allowed (\`notPaths\`), never with paths, hosts or header values that a client can spell another way.

An \`ALLOW\` policy with the rule \`{}\` allows every request, and makes every other \`ALLOW\` policy for the same workloads pointless.
\`principals: ["*"]\` is fine: it asks for any identity, of which there is only one spelling.`;

/** In the wrong direction, a request that a policy does not recognize gets in. */
export const authorizationPatterns: Rule = {
  name: "authorization-patterns",
  codes: [],
  description: "AuthorizationPolicies allow by what is named, and deny by all but what is named.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Whether a request gets past such a policy depends on how the application reads paths and names.",
  },
  scope: "object",
  kinds: ["security.istio.io/AuthorizationPolicy"],
  config: z.strictObject({}),
  *check(policy) {
    if (policy.partial && policy.spec.get("action").missing) return;
    const action = actionOf(policy);
    if (action === "ALLOW") yield* checkAllow(policy);
    if (action === "DENY") yield* checkDeny(policy);
  },
};

function* checkAllow(policy: MeshObject): Iterable<Finding> {
  for (const rule of policy.spec.get("rules").items()) {
    if (!matchesAll(rule)) continue;
    yield found(policy, rule, {
      problem: "which allows every request, whoever sends it",
      allowed: "rules that say from whom, to what, or when",
      fix: "say who may do what, or remove the rule: without any rule the policy allows nothing",
    });
  }
  for (const { field, name } of matchesOf(policy)) {
    if (!/^not[A-Z]/.test(name)) continue;
    const positive = name.charAt(3).toLowerCase() + name.slice(4);
    yield found(policy, field, {
      problem: "so whatever this list fails to recognize is allowed",
      allowed: `${positive}: what is allowed, by name`,
      fix: `list what is allowed in ${positive}, or deny the rest in a policy of action DENY`,
    });
  }
}

function* checkDeny(policy: MeshObject): Iterable<Finding> {
  for (const match of matchesOf(policy)) {
    const why = spelt(match);
    if (why) yield found(policy, match.field, why);
  }
}

/** Why a list of a DENY policy can be got around: what it names, a client can spell another way. */
function spelt({ name, key }: Match): Why | undefined {
  const what =
    key === undefined
      ? { paths: "path", hosts: "host name" }[name]
      : isHeader(key) && name === "values"
        ? "header"
        : "";
  if (!what) return undefined;
  const negative = `not${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    problem: `so a request with another spelling of the ${what} gets past this policy`,
    allowed: `${negative}: all but what is allowed`,
    fix: `deny by ${negative} what is not to be reached, or allow the rest by name in a policy of action ALLOW`,
  };
}

function isHeader(key: string): boolean {
  return key.startsWith("request.headers[");
}
