import * as z from "zod";
import { found } from "../finding";
import { sharedBy } from "../model/sharedHosts";
import type { Rule } from "../rule";

const WHY = `Istio makes one listener and one route table for a port of a host. If two ServiceEntries say different protocols for it, one of
them is in force, by age and by the namespace of the client: TLS that is read as HTTP is cut off, HTTP that is read as TCP loses retries,
routes and metrics. The protocol is that of
[ServicePort](https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry).

\`exportTo\` counts: ServiceEntries that no namespace sees together do not conflict.
istioctl: IST0177, Kiali: [KIA1212](https://kiali.io/docs/features/validations/).`;

/** One of two protocols for a port is in force, and which one depends on who asks. */
export const serviceEntryProtocol: Rule<Record<string, never>> = {
  name: "service-entry-protocol",
  codes: ["IST0177", "KIA1212"],
  description: "ServiceEntries for the same host and port agree on its protocol.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Clients in the namespace of one of the ServiceEntries may well get the protocol that they expect.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/ServiceEntry"],
  config: z.strictObject({}),
  *check(entry, mesh) {
    for (const { port, host, picked: different } of sharedBy(entry, mesh, ({ different }) => different)) {
      yield found(entry, port.field.get("protocol"), {
        problem: `but port ${port.number} of host "${host}" has another protocol in ${different}`,
        allowed: "one protocol for a port of a host, in all ServiceEntries that a namespace sees",
        fix: "use the protocol that the host speaks in all of them, or merge them into one",
      });
    }
  },
};
