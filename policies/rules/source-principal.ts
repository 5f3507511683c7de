import * as z from "zod";
import type { Why } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { accountsElsewhere, insteadOf } from "../model/accounts";
import { anyOf } from "../model/references";
import { isOwn, trustIn } from "../model/trust";
import type { Rule } from "../rule";

const config = z.strictObject({
  accountsElsewhere,
  trustDomains: z
    .array(z.string())
    .default([])
    .describe('Trust domains of other meshes whose workloads call into this one: "partner.example.com".'),
});

type Config = z.infer<typeof config>;

const WHY = `A principal is the identity in a client's certificate: \`cluster.local/ns/sock-shop/sa/front-end\`, that is trust domain, namespace
and service account ([Istio: Source](https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source)). A rule that names an
account which does not exist, or a trust domain whose certificates this mesh does not accept, never matches: ALLOW shuts out those whom it
was written for, and DENY lets them in. Kiali reports both, as [KIA0106 and KIA0108](https://kiali.io/docs/features/validations/).

- An account is missed where the stack holds its namespace, and nothing there that this pack cannot list. One that a workload of the stack runs
  as exists, and so does \`default\`. List those that others make in \`accountsElsewhere\`.
- Trust domains are compared with \`trustDomain\`, \`trustDomainAliases\` and the \`trustDomains\` of \`caCertificates\` in the mesh
  configuration, where the control plane is in the stack. \`cluster.local\` always means the mesh's own
  ([trust domain migration](https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/)). List those of other
  meshes in \`trustDomains\`.
- Istio's principals have no \`spiffe://\` before them: with it they match nobody.`;

/** A policy about a caller that cannot exist decides about nobody. */
export const sourcePrincipal: Rule<Config> = {
  name: "source-principal",
  codes: ["KIA0106", "KIA0108"],
  description: "The principals that AuthorizationPolicies name are service accounts that exist, of a trusted domain.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Others may make service accounts, and other meshes may be trusted." },
  scope: "stack",
  kinds: ["security.istio.io/AuthorizationPolicy"],
  config,
  *check(policy, mesh, config) {
    const rules = policy.spec.get("rules").items();
    const sources = rules.flatMap((rule) => rule.get("from").items()).map((from) => from.get("source"));
    for (const field of sources.flatMap((source) => source.get("principals").items())) {
      const why = field.text === undefined ? undefined : whyOf(field.text, mesh, config);
      if (why) yield found(policy, field, why);
    }
  },
};

function whyOf(principal: string, mesh: Mesh, config: Config): Why | undefined {
  if (principal.startsWith("spiffe://")) {
    const plain = principal.slice("spiffe://".length);
    return {
      problem: "which no client has: Istio leaves spiffe:// out",
      allowed: "trust domain/ns/namespace/sa/service account",
      fix: `write "${plain}"`,
      codes: ["KIA0106"],
    };
  }
  const [, domain = "", namespace = "", account = ""] = /^([^/]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
  if (account === "" || config.trustDomains.includes(domain)) return undefined;
  const trust = trustIn(mesh);
  if (!isOwn(domain, trust)) {
    if (!trust || domain.includes("*") || trust.others.includes(domain)) return undefined;
    return {
      problem: `whose trust domain "${domain}" this mesh does not know`,
      allowed: `the mesh's own trust domain: ${anyOf(trust.own)}`,
      fix: "correct it, add it to trustDomainAliases of the mesh, or list it in trustDomains of this rule",
      codes: ["KIA0108"],
    };
  }
  const instead = insteadOf(account, namespace, mesh);
  if (!instead || config.accountsElsewhere.includes(`${namespace}/${account}`)) return undefined;
  return {
    problem: `but namespace "${namespace}" has no service account "${account}"`,
    allowed: `a service account that exists: namespace "${namespace}" has ${instead}`,
    fix: `correct it, or list "${namespace}/${account}" in accountsElsewhere of this rule`,
    codes: ["KIA0106"],
  };
}
