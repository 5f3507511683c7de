import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { absenceOf, hostsElsewhere, isElsewhere, presenceFor } from "../model/references";
import { destinationsOf } from "../model/virtualServices";
import type { Rule } from "../rule";

const config = z.strictObject({ hostsElsewhere });

const WHY = `Istio makes an upstream for every Service and ServiceEntry that a client may see, and routes to nothing else: a route to any other
host answers 503 to every request
([Destination](https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination),
[IST0101](https://istio.io/latest/docs/reference/config/analysis/ist0101/)).

- A name without a dot is a Service of the VirtualService's own namespace, not of its callers'. All other names stand for themselves:
  Istio does not complete \`carts.shop\` or \`carts.shop.svc\` as Kubernetes' DNS does. Write \`carts.shop.svc.cluster.local\`.
- A Service's annotation \`networking.istio.io/exportTo\` and a ServiceEntry's \`exportTo\` hide a host from other namespaces.
- A delegate's routes are judged in the delegate.

Not judged are Services of namespaces that the stack does not hold. Hosts of ServiceEntries that are declared elsewhere belong into
\`hostsElsewhere\`.`;

/** A route to a host that the mesh does not know answers 503. */
export const destinationExists: Rule<z.infer<typeof config>> = {
  name: "destination-exists",
  codes: ["IST0101", "KIA1101"],
  description: "Hosts that a VirtualService routes or mirrors to exist, and its namespace sees them.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Requests that take the route get 503." },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService"],
  config,
  *check(service, mesh, { hostsElsewhere }) {
    for (const { field, mirror } of destinationsOf(service)) {
      const host = field.get("host");
      if (!host.text) {
        yield unnamed(service, host);
        continue;
      }
      if (isElsewhere(host.text, service.home, hostsElsewhere)) continue;
      const presence = presenceFor(service, host.text, mesh);
      if (presence !== "missing" && presence !== "hidden") continue;
      const { toKiali, ...why } = absenceOf(service, host.text, presence, mesh);
      // Kiali does not look at mirrors.
      yield found(service, host, { ...why, codes: toKiali && !mirror ? ["IST0101", "KIA1101"] : ["IST0101"] });
    }
  },
};

function unnamed(service: MeshObject, host: Field): Finding {
  return found(service, host, {
    problem: "so this route leads nowhere",
    allowed: "the name of a Service, or a host of a ServiceEntry",
    fix: "name the host that the traffic is for",
    codes: ["IST0101"],
  });
}
