import type { Exposure } from "./exposure";
import type { Field } from "./field";
import { hostsOf, workloadsOf } from "./gateways";
import type { Guarded } from "./guards";
import { isGuarded } from "./guards";
import { fullHost, overlap, serviceName } from "./hosts";
import { ifKnown, knownGet } from "./known";
import { labelsOf } from "./labels";
import type { MeshObject } from "./object";
import { destinationsOf, gatewaysOf, MESH } from "./virtualServices";
import type { Mesh } from "../mesh";

/** What a VirtualService leads to through gateways. */
export function* virtualServicesOf(service: MeshObject, mesh: Mesh): Iterable<Exposure> {
  const gateways = gatewaysOf(service).filter((name) => name !== MESH);
  if (gateways.length === 0) return;
  const hosts = () =>
    service.spec
      .get("hosts")
      .texts()
      .map((host) => host.toLowerCase());
  const way = (is: (name: string) => boolean) => {
    const name = gateways.find(is);
    return name === undefined ? undefined : `through Gateway ${name}`;
  };
  for (const { field, rule, protocol, mirror } of destinationsOf(service)) {
    const host = field.get("host");
    const named = mirror || host.text === undefined ? undefined : serviceName(fullHost(host.text, service.home));
    if (!named) continue;
    yield {
      field: host,
      ...named,
      direct: false,
      hosts,
      open: () => (asksForClaims(rule) ? undefined : way((name) => takesAnybody(name, hosts(), mesh))),
      plain: () => way((name) => takesPlainText(name, hosts(), protocol, mesh)),
    };
  }
}

/** Whether each match of a route asks for what a token says: a request without a token finds no route. */
function asksForClaims(rule: Field): boolean {
  const matches = rule.get("match").items();
  const asks = (match: Field) =>
    match
      .get("headers")
      .entries()
      .some(([name]) => name.toLowerCase().startsWith("@request.auth.claims"));
  return matches.length > 0 && matches.every(asks);
}

/** Whether it is a Gateway of the stack whose servers for these hosts take calls from everybody. */
function takesAnybody(written: string, hosts: readonly string[], mesh: Mesh): boolean {
  return mesh.once(`gateway exposures: ${written} for ${hosts.join()}`, () => {
    const gateway = gatewayNamed(written, mesh);
    if (!gateway || (ifKnown(() => asksForCertificates(gateway, hosts)) ?? true)) return false;
    const workloads = workloadsOf(gateway, mesh);
    const { home } = gateway;
    const selector = labelsOf(knownGet(gateway.spec, "selector"));
    const guarded: Guarded[] =
      workloads.length === 0
        ? [{ namespace: undefined, home, labels: [selector], partial: true, names: [], hosts }]
        : workloads.map((one) => ({ namespace: one.namespace, home, labels: [one.labels], names: [], hosts }));
    return !guarded.some((one) => isGuarded(mesh, one));
  });
}

function gatewayNamed(written: string, mesh: Mesh): MeshObject | undefined {
  const [namespace = "", name = ""] = written.split("/");
  return mesh.find("networking.istio.io", "Gateway", namespace, name);
}

/** The servers of a Gateway that have one of these hosts. */
function serversFor(gateway: MeshObject, hosts: readonly string[]): Field[] {
  const servers = gateway.spec.get("servers").items();
  return servers.filter((server) => hostsOf(server).some(({ name }) => hosts.some((host) => overlap(host, name))));
}

function asksForCertificates(gateway: MeshObject, hosts: readonly string[]): boolean {
  const own = serversFor(gateway, hosts);
  const servers = own.length > 0 ? own : gateway.spec.get("servers").items();
  return servers.every(
    (server) => ["MUTUAL", "ISTIO_MUTUAL"].includes(server.at("tls", "mode").text ?? "") || redirects(server),
  );
}

const PLAIN = { http: ["HTTP", "HTTP2", "GRPC", "GRPC-WEB"], tcp: ["TCP"], tls: [] };

function takesPlainText(written: string, hosts: readonly string[], protocol: keyof typeof PLAIN, mesh: Mesh): boolean {
  return mesh.once(`gateway exposures: plain ${protocol} at ${written} for ${hosts.join()}`, () => {
    const gateway = gatewayNamed(written, mesh);
    if (!gateway) return false;
    const plain: readonly string[] = PLAIN[protocol];
    const taken = ifKnown(() =>
      serversFor(gateway, hosts).some(
        (server) => plain.includes(server.at("port", "protocol").text?.toUpperCase() ?? "") && !redirects(server),
      ),
    );
    return taken ?? false;
  });
}

/** Whether a server sends callers to HTTPS. */
function redirects(server: Field): boolean {
  return server.at("tls", "httpsRedirect").flag === true;
}
