import * as z from "zod";
import { found } from "../finding";
import { namesProtocol, PROTOCOLS, portsWithProtocol } from "../model/protocols";
import type { Rule } from "../rule";

const WHY = `Istio learns what a port carries from its name (\`http\`, \`grpc-orders\`) or from \`appProtocol\`. Where neither says it, Istio
guesses from the first bytes of each connection: protocols in which the server speaks first hang or break, HTTP that it does not recognise
gets no routes, retries or metrics, and every connection waits for the guess
([Istio: protocol selection](https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/),
[IST0118](https://istio.io/latest/docs/reference/config/analysis/ist0118/)).

The ports 25, 53, 3306 and 27017 count as TCP without a name, so only Kiali reports them. UDP passes, as do Services that carry Istio's own
labels. With level \`remediate\`, the one port of a Service gets a name where it has none and its number leaves no doubt: 80, 443, 3306,
6379, 27017.`;

/** Numbers that stand for one protocol wherever they are used. */
const CERTAIN = new Map([
  [80, "http"],
  [443, "https"],
  [3306, "mysql"],
  [6379, "redis"],
  [27017, "mongo"],
]);

/** Istio reads a port's protocol from its name, and guesses where it cannot. */
export const servicePortNames: Rule = {
  name: "service-port-names",
  codes: ["IST0118", "KIA0601"],
  description: "Ports of Services name their protocol, or have an appProtocol.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Istio guesses the protocol where it is not named, which mostly works.",
  },
  scope: "object",
  kinds: ["core/Service"],
  config: z.strictObject({}),
  *check(service) {
    if (service.spec.get("type").text === "ExternalName") return;
    for (const { name, appProtocol, serverFirst } of portsWithProtocol(service)) {
      if (!appProtocol.missing || namesProtocol(name.text ?? "")) continue;
      if (service.partial && name.missing) continue;
      const start = serverFirst ? "which leaves only the port's number to" : "which does not";
      yield found(service, name, {
        problem: `${start} tell Istio the port's protocol`,
        allowed: `a protocol, alone or with a suffix: ${PROTOCOLS.join(", ")}`,
        fix: 'name the port as "http-web" does, or set appProtocol',
        ...(serverFirst ? { codes: ["KIA0601"] } : {}),
      });
    }
  },
  *mend(service) {
    const ports = portsWithProtocol(service);
    const [only] = ports;
    if (service.partial || !only || service.spec.get("ports").items().length > 1) return;
    const { port, name, appProtocol } = only;
    if (service.spec.get("type").text === "ExternalName" || !name.missing || !appProtocol.missing) return;
    const protocol = CERTAIN.get(port.get("port").number ?? 0);
    const target = CERTAIN.get(port.get("targetPort").number ?? 0);
    if (protocol !== undefined && (target ?? protocol) === protocol) {
      yield { path: ["spec", "ports", 0, "name"], value: protocol };
    }
  },
};
