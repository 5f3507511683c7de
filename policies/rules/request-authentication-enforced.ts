import * as z from "zod";
import { found } from "../finding";
import type { Field } from "../model/field";
import { ifKnown } from "../model/known";
import type { Labels } from "../model/labels";
import { isVague } from "../model/lookups";
import type { MeshObject } from "../model/object";
import { actionOf, matchesOf, selectorOf, targetsOf } from "../model/securityPolicies";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Rule } from "../rule";

const WHY = `A RequestAuthentication checks the tokens that requests bring: one with a wrong token is refused, one without any token
[passes](https://istio.io/latest/docs/reference/config/security/request_authentication/). Whoever leaves the token out gets in. To
[require one](https://istio.io/latest/docs/tasks/security/authentication/authn-policy/#require-a-valid-token), an AuthorizationPolicy for
the same workloads has to ask for what a token proves:

\`\`\`yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: with-token, namespace: shop }
spec: { rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }
\`\`\`

Counted are \`requestPrincipals\`, \`notRequestPrincipals\`, conditions on \`request.auth.…\`, policies of action \`CUSTOM\`, and routes that ask
for a token's claims (\`@request.auth.claims\`), in any policy that may be for some of the same workloads.`;

/** Checking tokens without asking for one keeps nobody out. */
export const requestAuthenticationEnforced: Rule = {
  name: "request-authentication-enforced",
  codes: [],
  description: "A RequestAuthentication comes with an AuthorizationPolicy that asks for a token.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "The policy may be in another stack, or the application may ask for the token.",
  },
  scope: "stack",
  kinds: ["security.istio.io/RequestAuthentication"],
  config: z.strictObject({}),
  *check(authentication, mesh) {
    const rules = authentication.spec.get("jwtRules");
    if (rules.items().length === 0 || routesByClaims(mesh)) return;
    const { home } = authentication;
    if (isVague(mesh, ...KINDS)) return;
    const demanding = mesh.once("request-authentication-enforced", () =>
      groupBy(mesh.ofKind("security.istio.io", "AuthorizationPolicy").filter(demandsToken), (policy) => policy.home),
    );
    const places = home === mesh.rootNamespace ? demanding.keys() : [home, mesh.rootNamespace];
    for (const place of places) {
      if ((demanding.get(place) ?? []).some((policy) => mayMeet(policy, authentication))) return;
    }
    yield found(authentication, rules, {
      problem: "but no AuthorizationPolicy asks for a token: requests without one pass",
      allowed:
        "a RequestAuthentication with an AuthorizationPolicy for the same workloads that asks for requestPrincipals",
      fix: `add an AuthorizationPolicy to namespace "${home}" with requestPrincipals: ["*"] for the workloads that need a token`,
    });
  },
};

const KINDS = ["security.istio.io/AuthorizationPolicy", "networking.istio.io/VirtualService"];

/** Whether a policy lets through, or refuses, by what tokens prove; in doubt yes. */
function demandsToken(policy: MeshObject): boolean {
  const demands = ifKnown(() => {
    const action = actionOf(policy);
    if (action === "CUSTOM") return true;
    return (
      action !== "AUDIT" &&
      [...matchesOf(policy)].some(
        ({ name, key = "" }) => /RequestPrincipals$/i.test(name) || key.startsWith("request.auth."),
      )
    );
  });
  return demands ?? true;
}

/** Whether both may be for one workload: neither asks for a label's value that the other excludes. */
function mayMeet(one: MeshObject, other: MeshObject): boolean {
  if (targetsOf(one).length > 0 || targetsOf(other).length > 0) return true;
  const labels: Labels = selectorOf(other);
  return [...selectorOf(one)].every(([name, value]) => {
    const there = labels.get(name);
    return there === undefined || value === undefined || there === value;
  });
}

/** Whether routes of the stack ask for claims: requests without a token then find no route. */
function routesByClaims(mesh: Mesh): boolean {
  return mesh.once("request-authentication-enforced: claims", () =>
    mesh
      .ofKind("networking.istio.io", "VirtualService")
      .some((service) => ifKnown(() => asksForClaims(service.spec)) ?? true),
  );
}

function asksForClaims(spec: Field): boolean {
  const matches = spec
    .get("http")
    .items()
    .flatMap((route) => route.get("match").items());
  return matches
    .flatMap((match) => ["headers", "withoutHeaders"].flatMap((name) => match.get(name).entries()))
    .some(([name]) => name.toLowerCase().startsWith("@request.auth.claims"));
}
