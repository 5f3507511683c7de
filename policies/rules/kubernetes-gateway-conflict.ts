import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "../model/field";
import { GATEWAY_API, listed } from "../model/gatewayApi";
import { ifKnown, isNamed, placeOf } from "../model/known";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `Two Gateways that open the same host on the same port, with the same protocol, or that ask for the same address, are two doors to one
house: which of them gets a request depends on where the name points, and a route that attaches to one only answers through the other with 404
([Gateway API: listeners](https://gateway-api.sigs.k8s.io/reference/spec/)). Where each has an address of its own and names point where they should,
this works; so does a gateway Deployment that several Gateways name as their address, as long as their hosts differ.

Kiali reports it as [KIA1501 and KIA1502](https://kiali.io/docs/features/validations/).`;

/** Two Gateways for one host and port answer by chance. */
export const kubernetesGatewayConflict: Rule = {
  name: "kubernetes-gateway-conflict",
  codes: ["KIA1501", "KIA1502"],
  description: "No two Gateways of the Gateway API share a host and port, or an address.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Gateways with addresses of their own may share a host, if its name points where it should.",
  },
  scope: "stack",
  kinds: [`${GATEWAY_API}/Gateway`],
  config: z.strictObject({}),
  *check(gateway, mesh) {
    placeOf(gateway);
    for (const listener of gateway.spec.get("listeners").items()) {
      const same = others(gateway, hostKey(listener), mesh);
      if (same.length > 0)
        yield conflict(gateway, listener.get("hostname"), same, "the same host, port and protocol", "KIA1501");
    }
    for (const address of gateway.spec.get("addresses").items()) {
      const same = others(gateway, addressKey(address), mesh);
      if (same.length > 0) yield conflict(gateway, address.get("value"), same, "the same address", "KIA1502");
    }
  },
};

function conflict(gateway: MeshObject, field: Field, same: string[], what: string, code: string): Finding {
  return found(gateway, field, {
    problem: `${what} as ${listed(same)}`,
    allowed: `${what} at one Gateway only`,
    fix: "give each Gateway hosts of its own, or declare one Gateway for both",
    codes: [code],
  });
}

/** Of a listener with a host; those without are for whatever the address gets. */
function hostKey(listener: Field): string | undefined {
  const host = listener.get("hostname").text?.toLowerCase();
  const port = listener.get("port").number;
  return host && port !== undefined ? `host ${host}:${port} ${listener.get("protocol").text ?? ""}` : undefined;
}

function addressKey(address: Field): string | undefined {
  const value = address.get("value").text;
  return value ? `address ${address.get("type").text ?? "IPAddress"} ${value}` : undefined;
}

/** The titles of other Gateways with that key; a patch of the same Gateway is no other. */
function others(gateway: MeshObject, key: string | undefined, mesh: Mesh): string[] {
  if (key === undefined) return [];
  const index = mesh.once("kubernetes-gateway-conflict", () => {
    const pairs = mesh
      .ofKind(GATEWAY_API, "Gateway")
      .filter(isNamed)
      .flatMap((one) => keysOf(one).map((key) => ({ key, title: `${one.home}/${one.name}` })));
    const titles = [...groupBy(pairs, (one) => one.key)].map(
      ([key, same]) => [key, [...new Set(same.map(({ title }) => title))].slice(0, 6)] as const,
    );
    return new Map(titles);
  });
  return (index.get(key) ?? []).filter((title) => title !== `${gateway.home}/${gateway.name}`);
}

function keysOf({ spec }: MeshObject): string[] {
  const read = (name: string, key: (field: Field) => string | undefined) =>
    (ifKnown(() => spec.get(name).items()) ?? []).flatMap((field) => ifKnown(() => key(field)) ?? []);
  return [...read("listeners", hostKey), ...read("addresses", addressKey)];
}
