import * as z from "zod";
import { found } from "../finding";
import { KUBERNETES_PROTOCOLS, namesProtocol, PROTOCOLS, portsWithProtocol } from "../model/protocols";
import type { Rule } from "../rule";

const WHY = `\`appProtocol\` goes before the port's name: with a value that Istio does not know, the port has no protocol, even if its name
says one, and Istio guesses from the first bytes of each connection
([Istio: explicit protocol selection](https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/#explicit-protocol-selection),
[Kubernetes: application protocol](https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol)).

Istio also reads \`https-web\` as \`https\`, which this rule lets pass although Kiali does not. On the ports 25, 53, 3306 and 27017 an unknown
value means TCP, so only Kiali reports it.`;

/** An appProtocol that Istio does not know hides the protocol that the port's name may say. */
export const appProtocol: Rule = {
  name: "app-protocol",
  codes: ["KIA0602", "IST0118"],
  description: "The appProtocol of a Service's port is one that Istio knows.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Kubernetes allows any value, and Istio guesses the protocol, which mostly works.",
  },
  scope: "object",
  kinds: ["core/Service"],
  config: z.strictObject({}),
  *check(service) {
    if (service.spec.get("type").text === "ExternalName") return;
    for (const { appProtocol, serverFirst } of portsWithProtocol(service)) {
      if (appProtocol.missing) continue;
      const said = appProtocol.text ?? "";
      if (KUBERNETES_PROTOCOLS.includes(said) || namesProtocol(said)) continue;
      yield found(service, appProtocol, {
        problem: "which Istio does not know, so it looks neither here nor at the port's name for the protocol",
        allowed: [...PROTOCOLS, ...KUBERNETES_PROTOCOLS].join(", "),
        fix: "write the protocol that the port carries, or remove appProtocol and name the port after it",
        ...(serverFirst ? { codes: ["KIA0602"] } : {}),
      });
    }
  },
};
