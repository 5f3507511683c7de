import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import type { Field } from "./field";
import { fullHost, serviceName } from "./hosts";
import { knownGet, knownText } from "./known";
import { selectorOf } from "./securityPolicies";
import type { MeshObject } from "./object";

/** What a PeerAuthentication or a DestinationRule says of mutual TLS: its mode, `none`, or `unknown` while Pulumi does not know. */
export type TlsMode = (typeof MODES)[number] | "none" | "unknown";

const MODES = ["STRICT", "PERMISSIVE", "DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"] as const;

/** Modes of servers that take TLS, and of clients that send it with a certificate of their own; in doubt yes. */
export const TAKES_TLS: readonly TlsMode[] = ["STRICT", "PERMISSIVE", "unknown"];
export const SENDS_TLS: readonly TlsMode[] = ["ISTIO_MUTUAL", "MUTUAL"];

function modeAt(object: MeshObject, ...names: string[]): TlsMode {
  let field: Field = object.spec;
  for (const name of names) {
    if (field.unknown) return "unknown";
    field = field.get(name);
  }
  if (field.unknown) return "unknown";
  return MODES.find((mode) => mode === field.text) ?? "none";
}

/** The mode of a PeerAuthentication for all ports of its workloads; none where it inherits (UNSET). */
export function peerMode(peer: MeshObject): TlsMode {
  return knownGet(peer.spec, "selector").unknown ? "unknown" : modeAt(peer, "mtls", "mode");
}

/** The mode of a DestinationRule as a whole. */
export function clientMode(rule: MeshObject): TlsMode {
  return modeAt(rule, "trafficPolicy", "tls", "mode");
}

/** The PeerAuthentications for a namespace as a whole; in the root namespace, for the mesh. */
export function widePeers(mesh: Mesh, namespace: string): readonly MeshObject[] {
  const index = mesh.once("mutual TLS: wide peers", () =>
    groupBy(
      mesh.ofKind("security.istio.io", "PeerAuthentication").filter((peer) => selectorOf(peer).size === 0),
      (peer) => peer.home,
    ),
  );
  return index.get(namespace) ?? [];
}

/** All Services of a namespace, as a DestinationRule names them. */
export function servicesOf(namespace: string): string {
  return `*.${namespace}.svc.cluster.local`;
}

/** All Services of the mesh. */
export const SERVICES = "*.local";

/** The DestinationRules for that very host that are seen from a namespace. */
export function rulesFor(mesh: Mesh, host: string, from: string): readonly MeshObject[] {
  return mesh.once(`mutual TLS: ${host} from ${from}`, () =>
    mesh.destinationRules(host, from).filter((rule) => hostOf(rule) === host),
  );
}

/** The host that a DestinationRule is for, in full. */
export function hostOf(rule: MeshObject): string {
  return fullHost(knownText(knownGet(rule.spec, "host")) ?? "", rule.home);
}

/** Whether single Services of a namespace have DestinationRules that make clients send mutual TLS; in doubt yes. */
export function hasOwnMutual(mesh: Mesh, namespace: string): boolean {
  const index = mesh.once("mutual TLS: of single services", () => {
    const mutual = mesh
      .ofKind("networking.istio.io", "DestinationRule")
      .filter((rule) => [...SENDS_TLS, "unknown"].includes(clientMode(rule)));
    return new Set(mutual.map((rule) => serviceName(hostOf(rule))?.namespace));
  });
  return index.has(namespace);
}
