import { isIP } from "node:net";
import * as z from "zod";
import type { Field } from "../field";
import type { Finding } from "../finding";
import { found } from "../finding";
import { isHostName, normalized, tooBroad } from "../hosts";
import type { Mesh, MeshObject } from "../mesh";
import type { Rule } from "../rule";
import { domain } from "../settings";

const NETWORKING = "networking.istio.io";

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

/** K5: at a shared gateway, wide hosts take the traffic of others. */
export const explicitHosts: Rule<Config> = {
  name: "explicit-hosts",
  codes: [],
  description: "Hosts of Gateways and VirtualServices are explicit names.",
  enforcement: {
    level: "mandatory",
    reason: "A wildcard host takes requests meant for others as soon as it is applied, and nothing reports it.",
  },
  config,
  *check(mesh: Mesh, config: Config) {
    for (const gateway of mesh.ofKind(NETWORKING, "Gateway")) yield* checkGateway(gateway, config);
    for (const service of mesh.ofKind(NETWORKING, "VirtualService")) yield* checkVirtualService(service, config);
  },
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
