import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { isComparable } from "../model/conflicts";
import type { Neighbours } from "../model/gatewayHosts";
import { GatewayHosts, portOf } from "../model/gatewayHosts";
import type { ServerHost } from "../model/gateways";
import { hostsOf } from "../model/gateways";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const config = z.strictObject({
  refuseWildcardOverlap: z
    .boolean()
    .default(false)
    .describe(
      "Refuse a host that another Gateway's wildcard covers too, as Kiali does; Istio sends requests for it to the Gateway that names it.",
    ),
});

type Config = z.infer<typeof config>;

const WHY = `Gateways that select the same gateway pods open one listener for a port together. Of two servers with TLS for the same host, istiod
keeps the older one and skips the other, with a line in its log and nothing in the status: the second Gateway's certificate, and every
VirtualService bound to it, are without effect. Of two plain ones it mixes the routes in no defined order.

- IST0145: the same selector, port, \`bind\` and host. A selector that asks for less than the other counts as the same where the stack holds
  gateway pods that both select.
- [KIA0301](https://kiali.io/docs/features/validations/#kia0301---more-than-one-gateway-for-the-same-host-port-combination): the same
  selector, port and host, in any case and after either namespace; with \`refuseWildcardOverlap\` also a host under a wildcard.`;

/** Of two TLS servers for one host and port of the same gateway pods, istiod skips one. */
export const gatewayConflict: Rule<Config> = {
  name: "gateway-conflict",
  codes: ["IST0145", "KIA0301"],
  description: "A host and port of the same gateway pods is in one Gateway.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason:
      "Istio skips one of two TLS servers, with its certificate and routes, and mixes the routes of two plain ones.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/Gateway"],
  config,
  *check(gateway, mesh, { refuseWildcardOverlap }) {
    if (!isComparable(gateway)) return;
    const neighbours = mesh.once("gateway-conflict", () => new GatewayHosts(mesh)).around(gateway);
    for (const server of gateway.spec.get("servers").items()) {
      const port = portOf(server);
      for (const host of port === undefined ? [] : hostsOf(server)) {
        const same = conflict(gateway, host, port ?? "", neighbours);
        if (same) yield same;
        else if (refuseWildcardOverlap) yield* overlap(gateway, host, port ?? "", neighbours);
      }
    }
  },
};

function conflict(gateway: MeshObject, host: ServerHost, port: string, neighbours: Neighbours): Finding | undefined {
  const written = neighbours.withTheSameText(host, port);
  const named = neighbours.withTheSameHost(host, port);
  const others = written ?? named;
  if (others === undefined) return undefined;
  return found(gateway, host.field, {
    problem: `which is a host of ${others} too, for ${port} of the same gateway pods`,
    allowed: "a host in one Gateway for a port of the same gateway pods",
    fix: "keep the host in one Gateway and bind the VirtualServices of both to it",
    codes: [...(written ? ["IST0145"] : []), ...(named ? ["KIA0301"] : [])],
  });
}

function* overlap(gateway: MeshObject, host: ServerHost, port: string, neighbours: Neighbours): Iterable<Finding> {
  const others = neighbours.withAWildcard(host, port);
  if (others === undefined) return;
  yield found(gateway, host.field, {
    problem: `which overlaps with a host of ${others}, for ${port} of the same gateway pods`,
    allowed: "hosts that no wildcard of another Gateway covers",
    fix: "keep the hosts in one Gateway, or name those that the wildcard is for",
    codes: ["KIA0301"],
  });
}
