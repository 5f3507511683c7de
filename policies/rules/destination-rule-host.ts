import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { absenceOf, hostsElsewhere, isElsewhere, presenceFor } from "../model/references";
import type { Rule } from "../rule";

const config = z.strictObject({ hostsElsewhere });

const WHY = `A DestinationRule acts on the traffic to the host that it names. Where the mesh knows no such host it does nothing, and nothing
says so: TLS settings, outlier detection and subsets that somebody relies on are not there
([IST0174](https://istio.io/latest/docs/reference/config/analysis/), [Kiali: KIA0202](https://kiali.io/docs/features/validations/)).

A name without a dot is a Service of the DestinationRule's own namespace. All other names stand for themselves: Istio does not complete
\`carts.shop\` as Kubernetes' DNS does
([DestinationRule.host](https://istio.io/latest/docs/reference/config/networking/destination-rule/#DestinationRule)).

Not judged are Services of namespaces that the stack does not hold. Hosts of ServiceEntries that are declared elsewhere belong into
\`hostsElsewhere\`.`;

/** A DestinationRule for an unknown host does nothing, in silence. */
export const destinationRuleHost: Rule<z.infer<typeof config>> = {
  name: "destination-rule-host",
  codes: ["IST0174", "KIA0202"],
  description: "The host of a DestinationRule exists, and its namespace sees it.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Nothing of the rule takes effect: neither its TLS settings nor its limits nor its subsets.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/DestinationRule"],
  config,
  *check(rule, mesh, { hostsElsewhere }) {
    const field = rule.spec.get("host");
    const host = field.text;
    if (!host) {
      if (!(rule.partial && field.missing)) yield unnamed(rule, field);
      return;
    }
    if (isElsewhere(host, rule.home, hostsElsewhere)) return;
    const presence = presenceFor(rule, host, mesh);
    if (presence !== "missing" && presence !== "hidden") return;
    const { toKiali, ...why } = absenceOf(rule, host, presence, mesh);
    // Kiali takes every wildcard for right.
    yield found(rule, field, {
      ...why,
      codes: toKiali && !host.startsWith("*") ? ["IST0174", "KIA0202"] : ["IST0174"],
    });
  },
};

function unnamed(rule: MeshObject, field: Field): Finding {
  return found(rule, field, {
    problem: "so this rule is for no host",
    allowed: "the name of a Service, a host of a ServiceEntry, or a wildcard over such names",
    fix: "name the host that this rule is for",
    codes: ["IST0174"],
  });
}
