import * as z from "zod";
import { found } from "../finding";
import { hostsOf } from "../model/gateways";
import type { Rule } from "../rule";

const WHY = `A host without a namespace before it, such as \`shop.example.com\`, lets VirtualServices of every namespace answer for it at this gateway.
Whoever may write VirtualServices anywhere can then take its requests, or a part of its paths. With the namespace before it, only that one
binds: \`shop/shop.example.com\`, or \`./shop.example.com\` for the Gateway's own
([Server.hosts](https://istio.io/latest/docs/reference/config/networking/gateway/#Server)). Istio's
[security best practices](https://istio.io/latest/docs/ops/best-practices/security/#avoid-overly-broad-hosts-configurations) ask to keep
hosts as narrow as they can be.

Servers of mode \`AUTO_PASSTHROUGH\` are left out: no VirtualService binds to them.`;

/** A gateway that everybody may bind to is everybody's. */
export const gatewayNamespaceHosts: Rule = {
  name: "gateway-namespace-hosts",
  codes: [],
  description: "Hosts of Gateways say which namespace may answer for them.",
  why: WHY,
  enforcement: { level: "advisory", reason: "It matters where several teams write VirtualServices for one gateway." },
  scope: "object",
  kinds: ["networking.istio.io/Gateway"],
  config: z.strictObject({}),
  *check(gateway) {
    for (const server of gateway.spec.get("servers").items()) {
      if (server.at("tls", "mode").value === "AUTO_PASSTHROUGH") continue;
      for (const { field, namespace } of hostsOf(server)) {
        if (namespace !== "*") continue;
        yield found(gateway, field, {
          problem: "which VirtualServices of every namespace may answer for",
          allowed:
            'a namespace before the host, "shop/shop.example.com", or "./shop.example.com" for the Gateway\'s own',
          fix: "write the namespace of the VirtualServices that are for this host before it",
        });
      }
    }
  },
};
