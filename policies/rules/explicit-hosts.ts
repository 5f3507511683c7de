import { isIP } from "node:net";
import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { isHostName, normalized, tooBroad } from "../model/names";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";
import { domain } from "../settings";

const config = z.strictObject({
  allowedWildcardDomains: z
    .array(domain)
    .default([])
    .describe(
      'Domains whose wildcard is allowed: "apps.example.com" allows the host "*.apps.example.com" and nothing else.',
    ),
  allowDelegates: z
    .boolean()
    .default(false)
    .describe("Allow VirtualServices without hosts whose routes other VirtualServices delegate to."),
});

type Config = z.infer<typeof config>;

const WHY = `Several applications share one ingress gateway. A Gateway with host \`*\` lets any VirtualService bind to it, under any
name, and a VirtualService with host \`*\` takes the requests of its neighbours: which application answers then depends on who was
there first, and no status says so. Istio's
[security best practices](https://istio.io/latest/docs/ops/best-practices/security/#avoid-overly-broad-hosts-configurations) ask for
the same.

Refused, whatever the settings: \`*\`, \`*/*\`, \`ns/*\`, \`./*\`; a wildcard over a public suffix (\`*.com\`, \`*.co.uk\`,
\`*.github.io\`, see [publicsuffix.org](https://publicsuffix.org); a single label such as \`*.local\` counts as one); over all
namespaces (\`*.svc.cluster.local\`); inside a label or not at the front (\`*-blue.example.com\`, \`shop.*.example.com\`); no hosts, and
anything that is not a host name.

The east-west gateway of a multi-network mesh needs the host \`*.local\`: silence this rule there, with the reason.`;

/** K5: at a shared gateway, wide hosts take the traffic of others. */
export const explicitHosts: Rule<Config> = {
  name: "explicit-hosts",
  codes: [],
  description: "Hosts of Gateways and VirtualServices are explicit names.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "A wildcard host takes requests meant for others as soon as it is applied, and nothing reports it.",
  },
  scope: "object",
  kinds: ["networking.istio.io/Gateway", "networking.istio.io/VirtualService"],
  config,
  check: (object, _, config) => (object.kind === "Gateway" ? checkGateway : checkVirtualService)(object, config),
};

function* checkGateway(gateway: MeshObject, config: Config): Iterable<Finding> {
  const servers = gateway.spec.get("servers");
  if (servers.items().length === 0 && !(gateway.partial && servers.missing)) {
    yield found(gateway, servers, {
      problem: "so this gateway serves no host",
      allowed: "a list of servers, each with a port and its hosts",
      fix: "add the servers that this gateway opens, or remove the Gateway",
    });
  }
  for (const server of servers.items()) yield* checkHosts(gateway, server.get("hosts"), config);
}

function* checkVirtualService(service: MeshObject, config: Config): Iterable<Finding> {
  const hosts = service.spec.get("hosts");
  if (service.partial && hosts.missing) return;
  if (config.allowDelegates && isDelegate(service.spec)) return;
  yield* checkHosts(service, hosts, config);
}

/** Istio reads a VirtualService without hosts as a delegate, which has no gateways and http routes only. */
function isDelegate(spec: Field): boolean {
  const empty = ["hosts", "gateways", "tls", "tcp"].map((name) => spec.get(name));
  return (
    spec.get("http").isList && empty.every((field) => field.missing || (field.isList && field.items().length === 0))
  );
}

function* checkHosts(object: MeshObject, hosts: Field, config: Config): Iterable<Finding> {
  if (hosts.items().length === 0) {
    yield found(object, hosts, { problem: "so no host is named", allowed: allowed(), fix: fixFor(object) });
  }
  for (const host of hosts.items()) {
    const refused = judge(host.text, object.kind === "Gateway", config);
    if (refused) yield found(object, host, { allowed: allowed(), fix: fixFor(object), ...refused });
  }
}

/** What is wrong with a host, written `[namespace/]name` at a Gateway and `name` at a VirtualService. */
function judge(
  host: string | undefined,
  withNamespace: boolean,
  config: Config,
): { problem: string; allowed?: string; fix?: string } | undefined {
  if (host === undefined) return { problem: "which is not a host name" };
  const slash = host.indexOf("/");
  const name = normalized(host.slice(slash + 1));
  if (name.includes("*")) return judgeWildcard(name, config);
  if (slash >= 0 && !withNamespace) return { problem: "but a VirtualService's host has no namespace before it" };
  return isHostName(name) || isIP(name) !== 0 ? undefined : { problem: "which is not a host name" };
}

function judgeWildcard(name: string, config: Config): ReturnType<typeof judge> {
  if (name === "*") return { problem: "which takes the requests for every host" };
  const domain = name.slice(2);
  if (!name.startsWith("*.") || !isHostName(domain)) return { problem: 'whose wildcard is not a first label "*"' };
  const broad = tooBroad(domain);
  if (broad) return { problem: `a wildcard that cannot be allowed: ${broad}` };
  if (config.allowedWildcardDomains.some((one) => normalized(one) === domain)) return undefined;
  return {
    problem: `which takes the requests for every host under ${domain}`,
    allowed: `${allowed()}; a wildcard only over a domain that allowedWildcardDomains of this rule lists`,
    fix: `name the hosts, or add "${domain}" to allowedWildcardDomains if all of it belongs here`,
  };
}

function allowed(): string {
  return 'full host names such as "shop.example.com"';
}

function fixFor(object: MeshObject): string {
  return `name each host that this ${object.kind} is for`;
}
