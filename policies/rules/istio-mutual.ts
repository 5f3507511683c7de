import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { normalized } from "../model/names";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";
import { hostOrWildcard } from "../settings";

const ISTIO_MUTUAL = "ISTIO_MUTUAL";

const config = z.strictObject({
  hostsOutsideMesh: z
    .array(hostOrWildcard)
    .default([])
    .describe(
      'Hosts without a sidecar, as spec.host writes them: "api.example.com", or "*.example.com" for all under it.',
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
- in a subset that has a \`trafficPolicy\`, unless it has no \`tls\` of its own and takes over \`ISTIO_MUTUAL\` from the top.`;

/** K4: with mTLS on, a DestinationRule that does not say ISTIO_MUTUAL gives 503. */
export const istioMutual: Rule<Config> = {
  name: "istio-mutual",
  codes: ["KIA0207", "KIA0208"],
  description: "DestinationRules for hosts in the mesh use TLS mode ISTIO_MUTUAL at every level.",
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
    if (!isOutside(rule.spec.get("host").text, config)) yield* checkRule(rule);
  },
};

function isOutside(host: string | undefined, { hostsOutsideMesh }: Config): boolean {
  if (host === undefined) return false;
  const name = normalized(host);
  return hostsOutsideMesh
    .map(normalized)
    .some((one) => name === one || (one.startsWith("*.") && name.endsWith(one.slice(1))));
}

function* checkRule(rule: MeshObject): Iterable<Finding> {
  const { spec, partial } = rule;
  const host = spec.get("host");
  if (!host.text && !(partial && host.missing)) {
    yield found(rule, host, {
      problem: "so this rule is for no service",
      allowed: 'the name of a service such as "carts.sock-shop.svc.cluster.local"',
      fix: "name the service that this rule is for",
    });
  }

  const policy = spec.get("trafficPolicy");
  const top = modeOf(policy);
  if (top.value !== ISTIO_MUTUAL && !(partial && top.missing)) yield refused(rule, top, problemOf(top));
  yield* checkPorts(rule, policy);

  const subsets = spec.get("subsets");
  yield* checkIsList(rule, subsets);
  for (const subset of subsets.items()) yield* checkSubset(rule, subset, top);
}

/** A subset takes over the TLS settings of spec.trafficPolicy unless it has its own. */
function* checkSubset(rule: MeshObject, subset: Field, top: Field): Iterable<Finding> {
  const policy = subset.get("trafficPolicy");
  if (policy.missing && subset.isObject) return;
  const mode = modeOf(policy);
  const inherits = policy.isObject && policy.get("tls").missing;
  const effective = inherits ? top : mode;
  if (effective.value !== ISTIO_MUTUAL && !(rule.partial && inherits && top.missing)) {
    yield refused(
      rule,
      mode,
      inherits ? "and what it inherits from spec.trafficPolicy is not ISTIO_MUTUAL" : problemOf(mode),
    );
  }
  yield* checkPorts(rule, policy);
}

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy: ports inherit nothing. */
function* checkPorts(rule: MeshObject, policy: Field): Iterable<Finding> {
  const ports = policy.get("portLevelSettings");
  yield* checkIsList(rule, ports);
  for (const port of ports.items()) {
    const mode = modeOf(port);
    if (mode.value === ISTIO_MUTUAL) continue;
    yield refused(
      rule,
      mode,
      mode.missing ? "and a port inherits no TLS settings from the levels above" : problemOf(mode),
    );
  }
}

function* checkIsList(rule: MeshObject, field: Field): Iterable<Finding> {
  if (field.missing || field.isList) return;
  yield found(rule, field, { problem: "which is not a list", allowed: "a list", fix: "write a list, or leave it out" });
}

function modeOf(policy: Field): Field {
  return policy.get("tls").get("mode");
}

/** https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule */
function problemOf(mode: Field): string {
  if (mode.missing)
    return "so clients talk plain text wherever automatic mutual TLS is off: STRICT workloads answer 503";
  if (mode.value === "DISABLE") return "which sends plain text: STRICT workloads answer 503";
  return "which does not present the mesh's certificates: STRICT workloads answer 503";
}

function refused(rule: MeshObject, mode: Field, problem: string): Finding {
  const host = rule.spec.get("host").text ?? "";
  const mayBeOutside = host.includes(".") && !/\.svc(\.|$)/.test(normalized(host));
  const outside = mayBeOutside ? `; if ${host} has no sidecar, list it in hostsOutsideMesh of this rule` : "";
  return found(rule, mode, {
    problem,
    allowed: `"${ISTIO_MUTUAL}"`,
    fix: `set tls: { mode: ISTIO_MUTUAL } here${outside}`,
  });
}
