import * as z from "zod";
import { found } from "../finding";
import { ifKnown } from "../model/known";
import { isVague } from "../model/lookups";
import { isInMesh } from "../model/meshWorkloads";
import { isSystem } from "../model/namespaces";
import type { MeshObject } from "../model/object";
import { actionOf, matchesAll, selectorOf, targetsOf } from "../model/securityPolicies";
import type { Rule } from "../rule";

const config = z.strictObject({
  meshWide: z
    .boolean()
    .default(false)
    .describe("Another stack holds a policy in the root namespace that denies by default for the whole mesh."),
});

type Config = z.infer<typeof config>;

const WHY = `A workload that no AuthorizationPolicy selects answers everybody. With a policy for the whole namespace that allows nothing, each
call has to be allowed by another policy: what somebody forgets is refused, and shows at once, where it would have stood open unseen.
Istio's [security best practices](https://istio.io/latest/docs/ops/best-practices/security/#apply-default-deny-authorization-policies)
recommend this pattern:

\`\`\`yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny-by-default, namespace: shop }
spec: {}
\`\`\`

Any \`ALLOW\` policy for the whole namespace does, unless one of its rules matches every request; so does one in the root namespace,
for the whole mesh.`;

/** What nobody has thought of should be closed, not open. */
export const defaultDeny: Rule<Config> = {
  name: "default-deny",
  codes: [],
  description: "A namespace with workloads in the mesh denies what no AuthorizationPolicy allows.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "The mesh works without it; which calls to allow has to be found out first.",
  },
  offInTests: true,
  scope: "stack",
  kinds: ["core/Namespace"],
  config,
  *check(namespace, mesh, { meshWide }) {
    const name = namespace.metadata.get("name").text ?? namespace.name;
    if (meshWide || namespace.partial || isSystem(name) || name === mesh.rootNamespace || !mesh.holds(name)) return;
    if (!mesh.workloadsIn(name).some((workload) => isInMesh(workload, mesh))) return;
    const denying = mesh.once(
      "default-deny",
      () =>
        new Set(
          mesh
            .ofKind("security.istio.io", "AuthorizationPolicy")
            .filter(deniesByDefault)
            .map((policy) => policy.home),
        ),
    );
    if (denying.has(name) || denying.has(mesh.rootNamespace) || isVague(mesh, "security.istio.io/AuthorizationPolicy"))
      return;
    yield found(namespace, namespace.metadata.get("name"), {
      problem: "whose workloads answer everybody whom no policy refuses",
      allowed: "a namespace with an AuthorizationPolicy that allows nothing, beside those that allow its calls",
      fix: `allow the calls between its workloads by policies, then add an AuthorizationPolicy "deny-by-default" with an empty spec`,
    });
  },
};

/** Whether it leaves the workloads of its namespace only what policies allow; in doubt yes. */
function deniesByDefault(policy: MeshObject): boolean {
  const denies = ifKnown(() => {
    const wide = selectorOf(policy).size === 0 && targetsOf(policy).length === 0;
    const all = policy.spec.get("rules").items().some(matchesAll);
    const action = actionOf(policy);
    return wide && (action === "ALLOW" ? !all : action === "DENY" && all);
  });
  return denies ?? true;
}
