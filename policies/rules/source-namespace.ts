import * as z from "zod";
import { found } from "../finding";
import { missingNamespace, NAMESPACES_JUDGED, namespacesElsewhere } from "../model/existingNamespaces";
import type { Rule } from "../rule";

const config = z.strictObject({ namespacesElsewhere });

type Config = z.infer<typeof config>;

const WHY = `A rule of an AuthorizationPolicy that names a namespace nobody is in never matches: one that allows shuts out those whom
it was written for, and one that denies lets them in. A misspelt \`notNamespaces\` matches everybody
([Istio: Source](https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source),
[istioctl analyze: ReferencedResourceNotFound](https://istio.io/latest/docs/reference/config/analysis/ist0101/)).

${NAMESPACES_JUDGED} Patterns (\`shop-*\`, \`*-test\`) are judged where the stack sets up the mesh.`;

/** A policy about a namespace that does not exist decides about nobody. */
export const sourceNamespace: Rule<Config> = {
  name: "source-namespace",
  codes: ["IST0101", "KIA0101"],
  description: "The namespaces that AuthorizationPolicies name as sources exist.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Others may make a namespace that the stack knows nothing of." },
  scope: "stack",
  kinds: ["security.istio.io/AuthorizationPolicy"],
  config,
  *check(policy, mesh, { namespacesElsewhere }) {
    const rules = policy.spec.get("rules").items();
    const sources = rules.flatMap((rule) => rule.get("from").items()).map((from) => from.get("source"));
    for (const source of sources) {
      for (const list of ["namespaces", "notNamespaces"]) {
        for (const field of source.get(list).items()) {
          const missing = missingNamespace(field.text ?? "", namespacesElsewhere, mesh);
          if (!missing) continue;
          yield found(policy, field, {
            problem:
              list === "namespaces"
                ? "which matches no namespace of this stack"
                : "which excludes no namespace of this stack",
            allowed: `namespaces that exist: ${missing.existing}`,
            fix: `${missing.meant === undefined ? "name a namespace that exists" : `write "${missing.meant}"`}, or list it in namespacesElsewhere of this rule`,
            // Kiali looks at `namespaces` only.
            ...(list === "namespaces" ? {} : { codes: ["IST0101"] }),
          });
        }
      }
    }
  },
};
