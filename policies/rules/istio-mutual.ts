import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { TlsPlace } from "../model/clientTls";
import { ISTIO_MUTUAL, isListed, isServiceHost, notMutual } from "../model/clientTls";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Change, Rule } from "../rule";
import { hostOrWildcard } from "../settings";

const config = z.strictObject({
  hostsOutsideMesh: z
    .array(hostOrWildcard)
    .default([])
    .describe(
      'Services without sidecars, as spec.host writes them or in full: "legacy-mongo", "legacy-mongo.shop.svc.cluster.local".',
    ),
});

type Config = z.infer<typeof config>;

const WHY = `With mutual TLS on, a DestinationRule that does not say \`ISTIO_MUTUAL\` makes its clients talk plain text, or TLS with other
certificates, to workloads that accept only the mesh's: they answer 503 from the moment it is applied
([Istio: 503 errors after setting destination rule](https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule)).
Where automatic mutual TLS is on, leaving the mode out works until somebody turns that off; and a rule for one host replaces a wider
rule as a whole, with the mode it had.

The mode is asked for

- at \`spec.trafficPolicy.tls.mode\`, also when the rule has subsets only;
- in each entry of \`portLevelSettings\`, at the top and in subsets:
  [a port inherits nothing](https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy);
- in a subset that has a \`trafficPolicy\`, unless it has no \`tls\` of its own and takes over \`ISTIO_MUTUAL\` from the top.

Judged are rules for hosts that can only be Services: names without a dot, names that end in \`.svc.cluster.local\`, and wildcards
over them (\`*.shop.svc.cluster.local\`, \`*.local\`, \`*\`). The rule \`entry-mutual\` judges those for hosts of ServiceEntries.

At level \`remediate\` it writes \`ISTIO_MUTUAL\` where no mode or \`DISABLE\` stands and \`tls\` says nothing else.`;

/** K4: with mTLS on, a DestinationRule that does not say ISTIO_MUTUAL gives 503. */
export const istioMutual: Rule<Config> = {
  name: "istio-mutual",
  codes: [],
  description: "DestinationRules for Services use TLS mode ISTIO_MUTUAL at every level.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason:
      "Any other mode breaks the calls to a STRICT workload (503), or sends them in plain text to a permissive one.",
  },
  scope: "object",
  kinds: ["networking.istio.io/DestinationRule"],
  config,
  *check(rule, _, config) {
    yield* checkForm(rule);
    if (isJudged(rule, config)) for (const place of notMutual(rule)) yield refused(rule, place);
  },
  *mend(rule, config) {
    if (isJudged(rule, config)) yield* changes(rule);
  },
};

function isJudged(rule: MeshObject, { hostsOutsideMesh }: Config): boolean {
  const host = hostOf(rule).text;
  // Whatever the namespace, a name without a dot is a Service in it.
  if (!host || !isServiceHost(host, rule.namespace ?? "default")) return false;
  return hostsOutsideMesh.length === 0 || !isListed(host, rule.home, hostsOutsideMesh);
}

/** Read from the root: of an object of which nothing is known yet, nothing is missing either. */
function hostOf(rule: MeshObject): Field {
  return rule.root.at("spec", "host");
}

/** What Istio refuses to read says no mode at all. */
function* checkForm(rule: MeshObject): Iterable<Finding> {
  const { spec, partial } = rule;
  const host = hostOf(rule);
  if (!host.text && !(partial && host.missing)) {
    yield found(rule, host, {
      problem: "so this rule is for no service",
      allowed: 'the name of a service such as "carts.sock-shop.svc.cluster.local"',
      fix: "name the service that this rule is for",
    });
  }
  const subsets = spec.get("subsets");
  const policies = [spec, ...subsets.items()].map((one) => one.get("trafficPolicy"));
  for (const list of [subsets, ...policies.map((policy) => policy.get("portLevelSettings"))]) {
    if (list.missing || list.isList) continue;
    yield found(rule, list, {
      problem: "which is not a list",
      allowed: "a list",
      fix: "write a list, or leave it out",
    });
  }
}

function refused(rule: MeshObject, { mode, problem }: TlsPlace & { problem: string }): Finding {
  const host = rule.spec.get("host").text ?? "";
  const outside = host.includes("*") ? "" : `; if ${host} has no sidecar, list it in hostsOutsideMesh of this rule`;
  return found(rule, mode, {
    problem,
    allowed: `"${ISTIO_MUTUAL}"`,
    fix: `set tls: { mode: ISTIO_MUTUAL } here${outside}`,
  });
}

/** A subset that inherits is mended with spec.trafficPolicy, or not at all. */
function* changes(rule: MeshObject): Iterable<Change> {
  for (const { mode, steps, effective } of notMutual(rule)) {
    if (effective === mode && isMendable(rule, steps)) yield { path: steps, value: ISTIO_MUTUAL };
  }
}

/** Whether `tls` says nothing, or DISABLE alone, and all around it has the form that Istio reads. */
function isMendable(rule: MeshObject, steps: readonly (string | number)[]): boolean {
  let field: Field | undefined = rule.root;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    field = typeof step === "number" ? field.items()[step] : field.get(step);
    if (!field || !(typeof steps[index + 1] === "number" ? field.isList : field.isObject || isOpen(field)))
      return false;
  }
  return field.entries().every(([name, { missing, value }]) => missing || (name === "mode" && value === "DISABLE"));
}

/** A place where an object can be made; the entry of a list is no such place. */
function isOpen(field: Field): boolean {
  return field.missing && typeof field.step === "string";
}
