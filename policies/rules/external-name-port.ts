import * as z from "zod";
import { found } from "../finding";
import { KUBERNETES_PROTOCOLS, namesProtocol, portsWithProtocol } from "../model/protocols";
import type { Rule } from "../rule";

const WHY = `An ExternalName Service has no address of its own. Where Istio takes one of its ports for plain TCP, because of the name \`tcp\` or
of none that says a protocol, its listener for that port has no address to tell calls apart by, and may swallow those to other hosts on the
same port ([IST0150](https://istio.io/latest/docs/reference/config/analysis/ist0150/)). HTTP and TLS name the host in each call, so with such
a name calls go where they should.`;

/** An ExternalName Service has no address by which TCP could be told apart. */
export const externalNamePort: Rule = {
  name: "external-name-port",
  codes: ["IST0150"],
  description: "Ports of ExternalName Services name a protocol other than plain TCP.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "It hurts only where other hosts are called on the same port, and no longer where Istio follows the alias.",
  },
  scope: "object",
  kinds: ["core/Service"],
  config: z.strictObject({}),
  *check(service) {
    if (service.spec.get("type").text !== "ExternalName") return;
    for (const { name, appProtocol, serverFirst } of portsWithProtocol(service)) {
      const isTcp = name.text === "tcp";
      const said = appProtocol.missing || isTcp ? name : appProtocol;
      if (!isTcp && (serverFirst || isKnown(said.text ?? "") || (service.partial && said.missing))) continue;
      yield found(service, said, {
        problem: "so Istio takes the port for plain TCP, and this Service has no address to tell its calls apart by",
        allowed: "a name that begins with http, https, tls or another protocol that names its host",
        fix: 'name the port after its protocol, such as "https-api"',
      });
    }
  },
};

function isKnown(protocol: string): boolean {
  return namesProtocol(protocol) || KUBERNETES_PROTOCOLS.includes(protocol);
}
