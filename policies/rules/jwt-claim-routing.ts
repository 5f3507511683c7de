import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import { gatewayIn, gatewayNamed } from "../model/gatewayNames";
import { workloadsOf } from "../model/gateways";
import { homeOf, knownGet } from "../model/known";
import { labelsOf, selects, surelySelects } from "../model/labels";
import { isHeld } from "../model/lookups";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import { MESH } from "../model/virtualServices";
import type { Workload } from "../model/workloads";
import type { Rule } from "../rule";

const config = z.strictObject({
  authenticatedGateways: z
    .array(z.string())
    .default([])
    .describe(
      'Gateways for whose pods a RequestAuthentication is declared outside of this stack, as "namespace/name" of the Gateway.',
    ),
});

const WHY = `A match on \`@request.auth.claims\` compares claims of a JWT that the gateway has validated. Without a RequestAuthentication for
the gateway's pods there are no validated claims: the match never holds, a match in \`withoutHeaders\` always does
([JWT claim based routing](https://istio.io/latest/docs/tasks/security/authentication/jwt-route/),
[IST0149](https://istio.io/latest/docs/reference/config/analysis/ist0149/)).

The RequestAuthentication must be in the namespace of the gateway's pods, or in the mesh's root namespace, and its selector must select
them. Judged are gateways whose pods are in the stack, with their namespace.`;

/** A route by claims, where nobody validates the token, never holds. */
export const jwtClaimRouting: Rule<z.infer<typeof config>> = {
  name: "jwt-claim-routing",
  codes: ["IST0149"],
  description: "Gateways whose routes match on JWT claims have a RequestAuthentication.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "The match never holds, and one in withoutHeaders always does: requests go where they should not.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService"],
  config,
  *check(service, mesh, { authenticatedGateways }) {
    const [claim] = claimsOf(service);
    if (!claim) return;
    const gateways = service.spec
      .get("gateways")
      .texts()
      .filter((name) => name !== MESH)
      .map((name) => gatewayNamed(name, homeOf(service)));
    const open = gateways
      .filter(({ namespace, name }) => !authenticatedGateways.includes(`${namespace}/${name}`))
      .flatMap((name) => gatewayIn(mesh, name) ?? [])
      .flatMap((gateway) => openAt(gateway, mesh));
    if (open.length === 0) return;
    const titles = anyOf(open.map(({ object }) => object.title));
    yield found(service, claim, {
      problem: `a match on a JWT's claim, but no RequestAuthentication validates tokens at ${titles}`,
      allowed: "claims of tokens that a RequestAuthentication for the gateway's pods validates",
      fix: `declare a RequestAuthentication in namespace ${anyOf(open.map((one) => one.namespace))} that selects these pods`,
    });
  },
};

/** The matches on claims: `@request.auth.claims.group` or `@request.auth.claims[group]` in place of a header's name. */
function claimsOf(service: MeshObject): Field[] {
  const matches = service.spec
    .get("http")
    .items()
    .flatMap((rule) => rule.get("match").items());
  return matches
    .flatMap((match) => [...match.get("headers").entries(), ...match.get("withoutHeaders").entries()])
    .filter(([name]) => /^@request\.auth\.claims(\..|\[.+\]$)/i.test(name))
    .map(([, field]) => field);
}

/** The pods of a gateway, in namespaces that the stack holds, for which no RequestAuthentication is. */
function openAt(gateway: MeshObject, mesh: Mesh): readonly Workload[] {
  const selector = labelsOf(knownGet(gateway.spec, "selector"));
  return mesh.once(`jwt-claim-routing: ${gateway.title}`, () =>
    workloadsOf(gateway, mesh)
      .filter((one) => surelySelects(selector, one.labels) && one.object.placed && isHeld(one.namespace, mesh))
      .filter((one) => !isAuthenticated(one, mesh)),
  );
}

/** Whether a RequestAuthentication is for the workload, or may be. */
function isAuthenticated({ namespace, labels }: Workload, mesh: Mesh): boolean {
  const placed = mesh.once("jwt-claim-routing", () =>
    mesh.ofKind("security.istio.io", "RequestAuthentication").every(({ placed }) => placed),
  );
  if (!placed) return true;
  return [namespace, mesh.rootNamespace].some((home) =>
    mesh.ofKindIn("security.istio.io", "RequestAuthentication", home).some((one) => {
      const selector = knownGet(knownGet(one.spec, "selector"), "matchLabels");
      return selects(labelsOf(selector), labels);
    }),
  );
}
