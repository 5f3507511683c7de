import { parse } from "tldts";
import * as z from "zod";
import { found } from "../finding";
import { hostsOf } from "../model/gateways";
import { isUnder } from "../model/hosts";
import { normalized } from "../model/names";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";
import { hostOrWildcard } from "../settings";

const config = z.strictObject({
  plainHosts: z
    .array(hostOrWildcard)
    .default([])
    .describe('Hosts that plain HTTP may serve, such as those behind a balancer that ends TLS: "*.apps.example.com".'),
});

type Config = z.infer<typeof config>;

const WHY = `Over plain HTTP everybody on the way reads and changes what a browser and the gateway say to each other, cookies and passwords
included. A server for a public host on an HTTP port should do one thing: send callers to HTTPS
([secure gateways](https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/)):

\`\`\`yaml
- port: { number: 80, name: http, protocol: HTTP }
  hosts: [shop.example.com]
  tls: { httpsRedirect: true }
\`\`\`

A host is public if its last part is a public suffix (\`.com\`, \`.co.uk\`; see [publicsuffix.org](https://publicsuffix.org)); names such as
\`shop.local\`, \`shop.internal\` and \`shop.test\` are not. Gateways at the egress are left out: mutual TLS brings calls there.`;

const PLAIN = ["HTTP", "HTTP2", "GRPC", "GRPC-WEB"];

/** What the world calls is called over TLS. */
export const gatewayHttps: Rule<Config> = {
  name: "gateway-https",
  codes: [],
  description: "Gateways send plain HTTP calls for public hosts to HTTPS.",
  why: WHY,
  enforcement: { level: "advisory", reason: "A balancer before the gateway may end TLS, and nobody sees that here." },
  offInTests: true,
  scope: "object",
  kinds: ["networking.istio.io/Gateway"],
  config,
  *check(gateway, _, { plainHosts }) {
    if (isEgress(gateway)) return;
    for (const server of gateway.spec.get("servers").items()) {
      const protocol = server.at("port", "protocol").text?.toUpperCase() ?? "";
      if (!PLAIN.includes(protocol) || server.at("tls", "httpsRedirect").flag === true) continue;
      for (const { field, name } of hostsOf(server)) {
        const host = normalized(name);
        if (!isPublic(host) || plainHosts.some((one) => isUnder(host, normalized(one)))) continue;
        yield found(gateway, field, {
          problem: `which this server serves over plain ${protocol}`,
          allowed: "public hosts on HTTP ports that send callers to HTTPS, or that plainHosts of this rule lists",
          fix: "set tls: { httpsRedirect: true } on this server, and add one of protocol HTTPS with the host's certificate",
        });
      }
    }
  },
};

/** Whether the world's name servers can know the host. */
function isPublic(host: string): boolean {
  const { isIcann, isPrivate, domain } = parse(host.replace(/^\*\./, ""), { allowPrivateDomains: true });
  return domain !== null && (isIcann === true || isPrivate === true);
}

function isEgress(gateway: MeshObject): boolean {
  const selector = gateway.spec.get("selector").entries();
  return selector.some(([, value]) => value.text?.includes("egress"));
}
