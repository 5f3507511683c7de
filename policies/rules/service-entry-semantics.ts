import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { refusedExportTo, refusedLabels, refusedSelector } from "../model/routing";
import * as syntax from "../model/syntax";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a ServiceEntry, and the update stops there; where the webhook does not stand, calls to its hosts do
not find their way. The schema does not say these things: how \`resolution\` goes with hosts and endpoints (STATIC has endpoints with IP
addresses, DNS resolves whole host names, DYNAMIC_DNS wildcards), that endpoints use the entry's own ports, that several hosts need a
protocol which names the host (HTTP or TLS), names and protocols of ports
([ServiceEntry](https://istio.io/latest/docs/reference/config/networking/service-entry/)).`;

/** Whatever Istio's own validation asks of a ServiceEntry beyond its schema. */
export const serviceEntrySemantics: Rule = {
  name: "service-entry-semantics",
  codes: ["IST0106"],
  description: "ServiceEntries have hosts, ports and endpoints that fit together and fit the way of resolution.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a ServiceEntry." },
  scope: "object",
  kinds: ["networking.istio.io/ServiceEntry"],
  config: z.strictObject({}),
  *check(entry) {
    const checks = [checkHosts, checkAddresses, checkPorts, checkEndpoints, checkDynamic, checkSeveral];
    yield* despite([...checks, refusedSelector, refusedExportTo], (check) => check(entry));
  },
};

/** Of a patch that does not mention it, nothing is known. */
function resolutionOf({ spec, partial }: MeshObject): string | undefined {
  return spec.get("resolution").text ?? (partial ? undefined : "NONE");
}

function isDns(entry: MeshObject): boolean {
  return ["DNS", "DNS_ROUND_ROBIN"].includes(resolutionOf(entry) ?? "");
}

function* checkHosts(entry: MeshObject): Iterable<Finding> {
  const hosts = entry.spec.get("hosts").items();
  const needsNames = isDns(entry) && entry.spec.get("endpoints").items().length === 0 && !entry.partial;
  const dynamic = resolutionOf(entry) === "DYNAMIC_DNS";
  for (const host of hosts) {
    if (host.text === undefined || host.text === "*") continue;
    const problem =
      syntax.wildcardHostProblem(host.text) ??
      (needsNames && syntax.hostProblem(host.text) !== undefined
        ? "which DNS cannot resolve: it is a wildcard"
        : undefined) ??
      (dynamic && !host.text.startsWith("*") ? "but resolution DYNAMIC_DNS is for wildcards" : undefined);
    if (!problem) continue;
    const allowed = needsNames
      ? "full host names, or endpoints"
      : dynamic
        ? '"*.example.com"'
        : 'host names or "*.example.com"';
    const fix = needsNames ? "name the hosts, or write resolution: NONE or DYNAMIC_DNS" : "write the host's name";
    yield found(entry, host, { problem, allowed, fix });
  }
}

function* checkAddresses(entry: MeshObject): Iterable<Finding> {
  for (const address of entry.spec.get("addresses").items()) {
    if (address.text === undefined || syntax.isAddressOrRange(address.text)) continue;
    const allowed = 'IP addresses, or ranges: "10.0.0.0/8"';
    yield found(entry, address, { problem: "which is neither", allowed, fix: "write an address, or remove it" });
  }
}

function* checkPorts(entry: MeshObject): Iterable<Finding> {
  const seen = new Set<string>();
  for (const port of entry.spec.get("ports").items()) {
    const [name, protocol] = [port.get("name"), port.get("protocol")];
    if (name.text !== undefined && (seen.has(name.text) || !syntax.isLabel(name.text))) {
      const problem = seen.has(name.text) ? "which is the name of another port" : "which is no port's name";
      const allowed = "letters, digits and -, at most 63, each name once";
      yield found(entry, name, { problem, allowed, fix: "give each port its own name" });
    }
    if (name.text !== undefined) seen.add(name.text);
    if (!protocol.text || syntax.isProtocol(protocol.text)) continue;
    const allowed = syntax.PROTOCOLS;
    yield found(entry, protocol, {
      problem: "which is no protocol that Istio knows",
      allowed,
      fix: "write one of these",
    });
  }
}

function* checkEndpoints(entry: MeshObject): Iterable<Finding> {
  const [ports, endpoints] = [entry.spec.get("ports"), entry.spec.get("endpoints")];
  const fixed = resolutionOf(entry) === "STATIC";
  if (!fixed && !isDns(entry)) return;
  const names = new Set(ports.items().map((port) => port.get("name").text ?? ""));
  for (const endpoint of endpoints.items()) {
    const elsewhere = fixed && Boolean(endpoint.get("network").text);
    if (!(elsewhere && endpoint.get("address").text === "")) {
      yield* checkAddress(entry, endpoint.get("address"), fixed, ports.items().length);
    }
    yield* refusedLabels(entry, endpoint.get("labels"));
    for (const [name, port] of endpoint.get("ports").entries()) {
      if (names.has(name) || (entry.partial && ports.missing)) continue;
      const problem = `for the port "${name}", which this entry does not have`;
      yield found(entry, port, { problem, allowed: [...names].join(", ") || "none", fix: "name a port of this entry" });
    }
  }
}

function* checkAddress(entry: MeshObject, address: Field, fixed: boolean, ports: number): Iterable<Finding> {
  const text = address.text;
  if (text === undefined || syntax.isAddress(text)) return;
  const allowed = fixed ? "an IP address" : "an IP address or a host name";
  if (fixed && syntax.isUnix(text)) {
    const problem = `but this entry has ${ports} ports, of which a socket cannot tell`;
    if (ports !== 1) yield found(entry, address, { problem, allowed: "sockets with one port", fix: "keep one port" });
  } else if (fixed) {
    const fix = "write its IP address, or resolution: DNS";
    yield found(entry, address, { problem: "which resolution STATIC does not resolve", allowed, fix });
  } else {
    const problem = syntax.hostProblem(text);
    if (problem) yield found(entry, address, { problem, allowed, fix: "write where the endpoint is" });
  }
}

const BY_HOST = ["http", "tls", "grpc", "http2"];

function* checkDynamic(entry: MeshObject): Iterable<Finding> {
  if (resolutionOf(entry) !== "DYNAMIC_DNS") return;
  for (const field of ["addresses", "endpoints"].map((name) => entry.spec.get(name))) {
    if (field.items().length === 0) continue;
    const problem = "but resolution DYNAMIC_DNS goes where the request's host says";
    yield found(entry, field, {
      problem,
      allowed: `no ${field.step}`,
      fix: "remove them, or write another resolution",
    });
  }
  for (const port of entry.spec.get("ports").items()) {
    const protocol = port.get("protocol");
    if (!port.isObject || BY_HOST.includes((protocol.text ?? "").toLowerCase())) continue;
    const allowed = "HTTP, HTTP2, GRPC or TLS with resolution DYNAMIC_DNS";
    yield found(entry, protocol, { problem: "which does not name a host", allowed, fix: "write one of these" });
  }
  const waypoint = entry.labels.get("istio.io/use-waypoint") ?? "";
  if (entry.spec.get("location").text !== "MESH_INTERNAL" || ["", "none"].includes(waypoint.toLowerCase())) return;
  const why = { problem: "but a waypoint resolves no such hosts in the mesh", allowed: "MESH_EXTERNAL", codes: [] };
  yield found(entry, entry.spec.get("location"), {
    ...why,
    fix: "write MESH_EXTERNAL, or remove the label istio.io/use-waypoint",
  });
}

function* checkSeveral(entry: MeshObject): Iterable<Finding> {
  const { spec } = entry;
  if ((resolutionOf(entry) ?? "NONE") === "NONE" || spec.get("hosts").items().length < 2) return;
  const protocols = spec
    .get("ports")
    .items()
    .filter((port) => port.isObject)
    .map((port) => port.get("protocol"));
  const plain = protocols.find(({ text = "" }) => !syntax.isHttp(text) && !syntax.isTls(text));
  if (!plain) return;
  yield found(entry, plain, {
    problem: "which does not say for which of the entry's hosts a connection is",
    allowed: "HTTP, HTTPS, TLS or GRPC where an entry has several hosts",
    fix: "write such a protocol, or one ServiceEntry for each host",
  });
}
