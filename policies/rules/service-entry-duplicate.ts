import * as z from "zod";
import { found } from "../finding";
import { sharedBy } from "../model/sharedHosts";
import type { Rule } from "../rule";

const WHY = `Two ServiceEntries for one port of a host compete: of the same namespace, Istio puts their endpoints together if both list some; of
different ones, a client gets that of its own namespace, or the oldest. Their \`resolution\`, \`location\` and addresses are not put together,
so a change to one of them may do nothing. [ServiceEntry](https://istio.io/latest/docs/reference/config/networking/service-entry/)

\`exportTo\` counts: ServiceEntries that no namespace sees together are no duplicates. Different protocols are for service-entry-protocol.
Kiali: [KIA1211](https://kiali.io/docs/features/validations/).`;

/** Of two ServiceEntries for a host, only one may be in force. */
export const serviceEntryDuplicate: Rule<Record<string, never>> = {
  name: "service-entry-duplicate",
  codes: ["KIA1211"],
  description: "A port of a host is in one ServiceEntry, of all that a namespace sees.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "The host can be reached either way, and endpoints of one namespace are put together.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/ServiceEntry"],
  config: z.strictObject({}),
  *check(entry, mesh) {
    for (const { port, host, picked: same } of sharedBy(entry, mesh, ({ same, different }) =>
      different ? undefined : same,
    )) {
      yield found(entry, port.field.get("number"), {
        problem: `a port that ${same} has for host "${host}" too`,
        allowed: "a port of a host in one ServiceEntry, of all that a namespace sees",
        fix: "merge them into one ServiceEntry, or keep them apart by spec.exportTo",
      });
    }
  },
};
