import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { GATEWAY_API } from "../model/gatewayApi";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `Routes pick a listener by its name, and a request picks it by port, protocol and host: no two listeners of a Gateway may have the same name, or
the same port, protocol and host. The API server refuses such a Gateway
([Gateway API: listeners](https://gateway-api.sigs.k8s.io/reference/spec/)). Two protocols for one port and host, or TCP beside another protocol
on a port, are stored, but only the first of these listeners works: Istio marks the other as conflicted.

Kiali reports it as [KIA1503](https://kiali.io/docs/features/validations/).`;

/** Of two listeners that nothing tells apart, one is dead, if the API server takes them at all. */
export const listenerNames: Rule = {
  name: "listener-names",
  codes: ["KIA1503"],
  description: "Each listener of a Gateway has a name, and a port and host, that no other has.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "The API server refuses such a Gateway, or only the first of the two listeners works.",
  },
  scope: "object",
  kinds: [`${GATEWAY_API}/Gateway`, `${GATEWAY_API}/ListenerSet`],
  config: z.strictObject({}),
  *check(gateway) {
    const byName = new Map<string, string>();
    const byPort = new Map<number, Listener[]>();
    for (const field of gateway.spec.get("listeners").items()) {
      const name = field.get("name");
      if (name.text) {
        const before = byName.get(name.text);
        if (before !== undefined) yield sameName(gateway, name, before);
        else byName.set(name.text, field.path);
      }
      const listener = read(field);
      if (!listener) continue;
      const earlier = byPort.get(listener.port) ?? [];
      const clash = earlier.find((one) => clashes(one, listener));
      if (clash) yield samePlace(gateway, listener, clash);
      else byPort.set(listener.port, [...earlier, listener]);
    }
  },
};

interface Listener {
  field: Field;
  port: number;
  protocol: string;
  /** `*` where none is written. */
  host: string;
}

function read(field: Field): Listener | undefined {
  const port = field.get("port").number;
  const protocol = field.get("protocol").text;
  if (!port || !protocol) return undefined;
  return { field, port, protocol, host: field.get("hostname").text?.toLowerCase() || "*" };
}

/** On one port, as Istio sees it: pilot/pkg/config/kube/gatewaycommon/listener_conflict.go */
function clashes(one: Listener, other: Listener): boolean {
  const withHosts = [one, other].filter(({ protocol }) => ["HTTP", "HTTPS", "TLS"].includes(protocol)).length;
  const raw = [one, other].filter(({ protocol }) => ["TCP", "UDP"].includes(protocol)).length;
  const comparable = withHosts === 2 || one.protocol === other.protocol;
  return comparable ? one.host === other.host || raw === 2 : withHosts === 1 && raw === 1;
}

function sameName(gateway: MeshObject, name: Field, before: string): Finding {
  return found(gateway, name, {
    problem: `which is also the name of ${before}`,
    allowed: "a name that no other listener of this Gateway has",
    fix: "give this listener a name of its own",
    codes: [],
  });
}

function samePlace(gateway: MeshObject, { field, port, protocol, host }: Listener, clash: Listener): Finding {
  const same = protocol === clash.protocol;
  return found(gateway, field.get("hostname"), {
    problem: `on port ${port} with ${protocol}, where ${clash.field.path} already is${same ? "" : ` with ${clash.protocol}`}`,
    allowed: "one listener for each port, protocol and host",
    fix: "give this listener another host or port, or remove one of the two",
    codes: same && host !== "*" ? ["KIA1503"] : [],
  });
}
