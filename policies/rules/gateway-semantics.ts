import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { isPassthrough, isSet, refusedServerTls } from "../model/serverTls";
import * as syntax from "../model/syntax";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a Gateway, and the update stops there. Where the webhook does not stand (it is not installed, or
was not reachable), the Gateway is stored and the proxy gets a part of it, or nothing: the port stays closed
([Gateway](https://istio.io/latest/docs/reference/config/networking/gateway/)). The schema does not say these things: a server for TLS
has settings for TLS and one for plain text has none, except to pass through; names of ports are there once; hosts are full names.`;

const HOSTS = 'full names, "*.example.com" or "*", each with or without a namespace before it: "shop/cart.example.com"';

/** Whatever Istio's own validation asks of a Gateway beyond its schema. */
export const gatewaySemantics: Rule = {
  name: "gateway-semantics",
  codes: ["IST0106"],
  description: "Gateways have servers whose hosts, ports and TLS settings fit together.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a Gateway." },
  scope: "object",
  kinds: ["networking.istio.io/Gateway"],
  config: z.strictObject({}),
  *check(gateway) {
    const name = gateway.metadata.get("name");
    yield* despite([name], (field) => checkName(gateway, field));
    const servers = gateway.spec.get("servers");
    if (servers.items().length === 0 && !(gateway.partial && servers.missing)) {
      yield found(gateway, servers, {
        problem: "so there is no server",
        allowed: "a list with at least one server",
        fix: "add the servers that this gateway opens, or remove the Gateway",
      });
    }
    const checks = [checkHosts, checkPort, checkBind, checkTls];
    yield* despite(servers.items(), (server) => despite(checks, (check) => check(gateway, server)));
    yield* checkNames(gateway, servers.items());
  },
};

function* checkName(gateway: MeshObject, name: Field): Iterable<Finding> {
  if (name.text === undefined || syntax.isLabel(name.text)) return;
  yield found(gateway, name, {
    problem: "which is not a Gateway's name",
    allowed: "letters, digits and -, at most 63: no dots",
    fix: "rename it, also where VirtualServices refer to it",
  });
}

function* checkHosts(gateway: MeshObject, server: Field): Iterable<Finding> {
  const hosts = server.get("hosts");
  if (hosts.isList && hosts.items().length === 0) {
    yield found(gateway, hosts, { problem: "so it serves nothing", allowed: HOSTS, fix: "name the server's hosts" });
  }
  for (const host of hosts.items()) {
    const problem = host.text === undefined ? undefined : hostProblem(host.text);
    if (problem) yield found(gateway, host, { problem, allowed: HOSTS, fix: "write the host's full name" });
  }
}

function hostProblem(text: string): string | undefined {
  const slash = text.indexOf("/");
  const namespace = slash < 0 ? undefined : text.slice(0, slash);
  if (namespace !== undefined && !["*", "."].includes(namespace) && !syntax.isLabel(namespace)) {
    return `with "${namespace}" for a namespace, which is not one`;
  }
  const host = text.slice(slash + 1);
  const problem = syntax.wildcardHostProblem(host);
  if (problem !== undefined && !syntax.isAddress(host)) return problem;
  if (host !== "*" && !host.includes(".") && !syntax.isAddress(host)) return "which is a short name";
  return syntax.isPartialWildcard(host) ? "whose wildcard is only a part of a label" : undefined;
}

function* checkPort(gateway: MeshObject, server: Field): Iterable<Finding> {
  const { protocol, number, targetPort, name } = portOf(server);
  if (protocol.text !== undefined && !syntax.isProtocol(protocol.text)) {
    const allowed = syntax.PROTOCOLS;
    yield found(gateway, protocol, {
      problem: "which is no protocol that Istio knows",
      allowed,
      fix: "write one of these",
    });
  }
  const socket = syntax.isUnix(server.get("bind").text ?? "");
  if (typeof number.value === "number" && !syntax.isPort(number.value) && !(number.value === 0 && socket)) {
    yield found(gateway, number, { problem: "which is no port", allowed: "1 to 65535", fix: "write the port to open" });
  }
  if ((targetPort.number ?? 0) > 0) {
    yield found(gateway, targetPort, {
      problem: "which has no effect at a gateway",
      allowed: "no targetPort",
      fix: "remove it: number is the port that the gateway's pod opens",
    });
  }
  if (name.text === "") {
    yield found(gateway, name, { problem: "so the port has no name", allowed: "a name", fix: "write the port's name" });
  }
}

function portOf(server: Field) {
  const port = server.get("port");
  return {
    protocol: port.get("protocol"),
    number: port.get("number"),
    targetPort: port.get("targetPort"),
    name: port.get("name"),
  };
}

function* checkBind(gateway: MeshObject, server: Field): Iterable<Finding> {
  const bind = server.get("bind");
  const text = bind.text ?? "";
  if (text === "") return;
  const allowed = 'an IP address, or "unix:///path" with port 0';
  if (!(syntax.isUnix(text) ? syntax.isUnixSocket(text) : syntax.isAddress(text))) {
    yield found(gateway, bind, { problem: "which is no address to listen at", allowed, fix: "write an IP address" });
  } else if (syntax.isUnix(text) && (portOf(server).number.number ?? 0) !== 0) {
    yield found(gateway, portOf(server).number, {
      problem: "but a socket has no port",
      allowed,
      fix: "write number: 0",
    });
  }
}

function* checkTls(gateway: MeshObject, server: Field): Iterable<Finding> {
  const tls = server.get("tls");
  const protocol = portOf(server).protocol.text ?? "";
  if (tls.isObject) yield* refusedServerTls(gateway, tls);
  if (!syntax.isProtocol(protocol)) return;
  if (syntax.isTls(protocol)) {
    if (!tls.missing) return;
    yield found(gateway, tls, {
      problem: `but the port's protocol is ${protocol}`,
      allowed: "TLS settings for HTTPS and TLS",
      fix: "write tls with a mode, and for SIMPLE the Secret with the certificate (credentialName)",
    });
    return;
  }
  const files = ["caCertificates", "privateKey", "serverCertificate"].some((name) => isSet(tls.get(name)));
  if (!tls.isObject || (syntax.isHttp(protocol) && isPassthrough(tls) && !files)) return;
  yield found(gateway, tls, {
    problem: `but the port's protocol is ${protocol}, which is plain text`,
    allowed: "TLS settings for HTTPS and TLS; for HTTP only httpsRedirect",
    fix: `write protocol: ${syntax.isHttp(protocol) ? "HTTPS" : "TLS"}, or remove tls`,
  });
}

function* checkNames(gateway: MeshObject, servers: readonly Field[]): Iterable<Finding> {
  const seen = new Set<string>();
  for (const server of servers) {
    const { name } = portOf(server);
    const text = name.text ?? "";
    if (text === "") continue;
    if (!seen.has(text)) seen.add(text);
    else {
      yield found(gateway, name, {
        problem: "which is the name of another port of this Gateway",
        allowed: "each name once",
        fix: "give each server's port its own name",
      });
    }
  }
}
