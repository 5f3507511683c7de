import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { isVague } from "../model/lookups";
import type { TlsMode } from "../model/mutualTls";
import {
  clientMode,
  hostOf,
  peerMode,
  rulesFor,
  SENDS_TLS,
  SERVICES,
  servicesOf,
  TAKES_TLS,
  widePeers,
} from "../model/mutualTls";
import type { MeshObject } from "../model/object";
import type { Mesh } from "../mesh";
import type { Rule } from "../rule";

const WHY = `Two objects decide on mutual TLS: a [PeerAuthentication](https://istio.io/latest/docs/reference/config/security/peer_authentication/)
what servers take, a [DestinationRule](https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings) what
clients send. Where they disagree for a namespace (\`*.shop.svc.cluster.local\`) or for the mesh (\`*.local\`), calls fail:

- clients with \`DISABLE\` send plain text to servers with \`STRICT\`, which close the connection;
- clients with \`ISTIO_MUTUAL\` send TLS to servers with \`DISABLE\`, which take it for garbage;
- without [automatic mutual TLS](https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/#auto-mtls)
  (\`enableAutoMtls: false\`) clients send plain text until a DestinationRule tells them otherwise, and servers go on
  taking plain text until a PeerAuthentication does: each needs the other.

Kiali reports the same of a running mesh: [KIA0205 to KIA0208, KIA0401, KIA05xx](https://kiali.io/docs/features/validations/).`;

const RULE = "networking.istio.io/DestinationRule";
const PEER = "security.istio.io/PeerAuthentication";

/** What servers take and what clients send are said in two places, by two people. */
export const mtlsConsistency: Rule = {
  name: "mtls-consistency",
  codes: ["KIA0205", "KIA0206", "KIA0207", "KIA0208", "KIA0401", "KIA0501", "KIA0505", "KIA0506"],
  description: "DestinationRules and PeerAuthentications for a namespace or the mesh agree on mutual TLS.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Where clients and servers disagree on TLS, calls fail or go on in plain text.",
  },
  scope: "stack",
  kinds: [RULE, PEER],
  config: z.strictObject({}),
  check: (object, mesh) => (object.kind === "DestinationRule" ? checkRule : checkPeer)(object, mesh),
};

function* checkRule(rule: MeshObject, mesh: Mesh): Iterable<Finding> {
  // Asked for first: a host that is not known yet is reported as such.
  const host = rule.spec.get("host").text === undefined ? "" : hostOf(rule);
  const { home } = rule;
  const own = host === servicesOf(home);
  if (!own && host !== SERVICES) return;
  const mode = rule.spec.at("trafficPolicy", "tls", "mode");
  const namespaces = own ? [home, mesh.rootNamespace] : [mesh.rootNamespace];
  if (mode.value === "ISTIO_MUTUAL" && lacksPeer(mesh, namespaces)) {
    const names = namespaces.map((name) => `"${name}"`).join(" or ");
    yield found(rule, mode, {
      problem: `but no PeerAuthentication for all of ${names} turns on mutual TLS, and automatic mutual TLS is off`,
      allowed: "a PeerAuthentication of mode STRICT or PERMISSIVE beside it",
      fix: `add a PeerAuthentication without selector to namespace "${namespaces[0] ?? ""}" with spec: { mtls: { mode: STRICT } }`,
      codes: [own ? "KIA0206" : "KIA0205"],
    });
  }
  const strict = mode.value === "DISABLE" ? strictOver(mesh, namespaces) : undefined;
  if (!strict) return;
  yield found(rule, mode, {
    problem: `which sends plain text, but ${strict.title} takes mutual TLS only`,
    allowed: '"ISTIO_MUTUAL"',
    fix: `set mode ISTIO_MUTUAL, or make ${strict.title} PERMISSIVE`,
    codes: [own && strict.home === home ? "KIA0207" : "KIA0208"],
  });
}

/** Whether servers are surely told nothing: as far as automatic mutual TLS is off, and the stack holds these namespaces. */
function lacksPeer(mesh: Mesh, namespaces: readonly string[]): boolean {
  if (mesh.autoMtls || isVague(mesh, PEER) || !namespaces.every((name) => mesh.holds(name))) return false;
  return !namespaces.some((where) => firstOf(widePeers(mesh, where), peerMode, TAKES_TLS));
}

/** The PeerAuthentication that holds for the first of these namespaces, or where it has none for the next, if it is STRICT. */
function strictOver(mesh: Mesh, namespaces: readonly string[]): MeshObject | undefined {
  if (isVague(mesh, PEER)) return undefined;
  const peers = namespaces.map((name) => firstOf(widePeers(mesh, name), peerMode, [...TAKES_TLS, "DISABLE"]));
  const holds = peers.find((one) => one !== undefined);
  return holds && peerMode(holds) === "STRICT" ? holds : undefined;
}

function* checkPeer(peer: MeshObject, mesh: Mesh): Iterable<Finding> {
  if (peer.spec.at("selector", "matchLabels").entries().length > 0 || isVague(mesh, RULE)) return;
  const { home } = peer;
  const mode = peer.spec.at("mtls", "mode");
  const isMesh = home === mesh.rootNamespace;
  const host = isMesh ? SERVICES : servicesOf(home);
  const rules = (isMesh ? [host] : [host, SERVICES]).map((one) => rulesFor(mesh, one, home));
  if (mode.value === "STRICT" && lacksRule(mesh, home, rules.flat())) {
    yield found(peer, mode, {
      problem:
        "but no DestinationRule turns on mutual TLS for clients, and automatic mutual TLS is off: they send plain text",
      allowed: `a DestinationRule for ${host} of mode ISTIO_MUTUAL beside it`,
      fix: "add that DestinationRule, or leave enableAutoMtls of the control plane on",
      codes: [isMesh ? "KIA0401" : "KIA0501"],
    });
  }
  const deciding = rules.map((some) => firstOf(some, clientMode, [...SENDS_TLS, "DISABLE", "unknown"]));
  const rule = deciding.find((one) => one !== undefined);
  if (mode.value !== "DISABLE" || !rule || !SENDS_TLS.includes(clientMode(rule))) return;
  yield found(peer, mode, {
    problem: `which takes plain text only, but ${rule.title} makes clients send TLS`,
    allowed: '"STRICT" or "PERMISSIVE"',
    fix: `set mode STRICT, or add a DestinationRule for ${host} of mode DISABLE`,
    codes: [isMesh ? "KIA0506" : "KIA0505"],
  });
}

/** Whether clients are surely told nothing. */
function lacksRule(mesh: Mesh, namespace: string, rules: readonly MeshObject[]): boolean {
  if (mesh.autoMtls || ![namespace, mesh.rootNamespace].every((name) => mesh.holds(name))) return false;
  return !firstOf(rules, clientMode, ["ISTIO_MUTUAL", "unknown"]);
}

function firstOf(
  objects: readonly MeshObject[],
  modeOf: (object: MeshObject) => TlsMode,
  modes: readonly TlsMode[],
): MeshObject | undefined {
  return objects.find((object) => modes.includes(modeOf(object)));
}
