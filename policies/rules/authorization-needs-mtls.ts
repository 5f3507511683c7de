import * as z from "zod";
import { found } from "../finding";
import { ISTIO_MUTUAL, tlsPlaces } from "../model/clientTls";
import { ifKnown } from "../model/known";
import type { Labels } from "../model/labels";
import { selects } from "../model/labels";
import { isVague } from "../model/lookups";
import { clientMode, hasOwnMutual, peerMode, rulesFor, SENDS_TLS, SERVICES, servicesOf } from "../model/mutualTls";
import type { MeshObject } from "../model/object";
import type { Match } from "../model/securityPolicies";
import { actionOf, matchesOf, policiesIn, selectorOf, targetsOf } from "../model/securityPolicies";
import type { Service } from "../model/services";
import type { Mesh } from "../mesh";
import type { Rule } from "../rule";

const WHY = `Who calls, and from which namespace, stands in the certificate that a client shows under mutual TLS. In plain text there is none:
\`principals\`, \`namespaces\` and their like then match no request
([reference of Source](https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source)). An \`ALLOW\` policy lets nobody
in, a \`DENY\` policy keeps nobody out, and a \`not…\` list matches everybody. Kiali reports it as
[KIA0105](https://kiali.io/docs/features/validations/).

Found where a PeerAuthentication of mode \`DISABLE\` holds for the policy's workloads, where a DestinationRule makes their clients send plain
text or other certificates, and where automatic mutual TLS is off and no DestinationRule takes its place.`;

/** A policy about identities needs them. */
export const authorizationNeedsMtls: Rule = {
  name: "authorization-needs-mtls",
  codes: ["KIA0105"],
  description: "AuthorizationPolicies that ask for identities are for workloads that are called by mutual TLS.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Without identities the policy refuses everybody, or nobody." },
  scope: "stack",
  kinds: ["security.istio.io/AuthorizationPolicy"],
  config: z.strictObject({}),
  *check(policy, mesh) {
    const asking = [...matchesOf(policy)].filter(asksForIdentity);
    if (asking.length === 0 || policy.partial || targetsOf(policy).length > 0) return;
    const plain = plainBecause(policy, mesh);
    if (!plain) return;
    const effect = actionOf(policy) === "DENY" ? "whom it is to keep out gets in" : "it recognizes nobody";
    for (const match of asking) {
      yield found(policy, match.field, {
        problem: `which only mutual TLS tells, but ${plain}: ${effect}`,
        allowed: "lists of identities for workloads that are called by mutual TLS",
        fix: "turn mutual TLS on for these workloads and their clients, or ask for what plain text has: ipBlocks, paths, hosts",
        codes: KIALIS.includes(match.key ?? match.name) ? ["KIA0105"] : [],
      });
    }
  },
};

/** What Kiali looks at; Istio reads the others from the certificate as well. */
const KIALIS = [
  ...["principals", "notPrincipals", "namespaces", "notNamespaces"],
  ...["source.namespace", "source.principal", "connection.sni"],
];
const OTHERS = [
  ...["serviceAccounts", "notServiceAccounts", "trustDomains", "notTrustDomains"],
  ...["source.serviceAccount", "source.trustDomain"],
];

function asksForIdentity({ name, key }: Match): boolean {
  return [...KIALIS, ...OTHERS].includes(key ?? name);
}

const KINDS = [
  ...["security.istio.io/PeerAuthentication", "networking.istio.io/DestinationRule"],
  ...["core/Service", "core/Namespace"],
];

/** Why the workloads of a policy are certainly called in plain text; undefined where they may be called by mutual TLS. */
function plainBecause(policy: MeshObject, mesh: Mesh): string | undefined {
  const namespace = policy.home;
  const selector = new Map(
    policy.spec
      .at("selector", "matchLabels")
      .entries()
      .map(([name, value]) => [name, value.text]),
  );
  const key = `authorization-needs-mtls: ${namespace} ${JSON.stringify([...selector])}`;
  return mesh.once(key, () => plainAt(namespace, selector, mesh));
}

function plainAt(namespace: string, selector: Labels, mesh: Mesh): string | undefined {
  if (isVague(mesh, ...KINDS) || mesh.injection(namespace) === "ambient") return undefined;
  const peer = peerOver(mesh, namespace, selector);
  if (peer === "unsure") return undefined;
  if (peer && peerMode(peer) === "DISABLE") {
    const ports = ifKnown(() => peer.spec.get("portLevelMtls").entries().length) ?? 1;
    return ports === 0 ? `${peer.title} turns it off` : undefined;
  }
  return plainClients(mesh, namespace, selector);
}

/** The PeerAuthentication whose mode holds: for these very workloads, then for the namespace, then for the mesh. */
function peerOver(mesh: Mesh, namespace: string, selector: Labels): MeshObject | "unsure" | undefined {
  const own = policiesIn(mesh, "PeerAuthentication", namespace, selector);
  const narrow = own.filter((peer) => selectorOf(peer).size > 0);
  const wide = [namespace, mesh.rootNamespace].flatMap((where) => policiesIn(mesh, "PeerAuthentication", where, NONE));
  const peer = [...narrow, ...wide].find((one) => peerMode(one) !== "none");
  return peer && peerMode(peer) === "unknown" ? "unsure" : peer;
}

const NONE: Labels = new Map();

/** What makes all clients of these workloads send no certificate of the mesh. */
function plainClients(mesh: Mesh, namespace: string, selector: Labels): string | undefined {
  const services = servicesFor(mesh, namespace, selector);
  if (services.length === 0) {
    if (hasOwnMutual(mesh, namespace)) return undefined;
    const rules = [servicesOf(namespace), SERVICES].flatMap((host) => rulesFor(mesh, host, namespace));
    return plainBy(mesh, namespace, rules[0]);
  }
  const hosts = [...new Set(services.map(({ host }) => host))];
  const reasons = hosts.map((host) => plainBy(mesh, namespace, mesh.destinationRules(host, namespace)[0]));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/** The Services whose selector says all that the policy's says; none for a policy for the whole namespace. */
function servicesFor(mesh: Mesh, namespace: string, selector: Labels): readonly Service[] {
  const [first] = selector;
  if (!first) return [];
  const index = mesh.once("authorization-needs-mtls", () => {
    const made = new Map<string, Service[]>();
    for (const service of mesh.services) {
      for (const [name, value] of service.selector ?? NONE) {
        const key = `${service.namespace} ${name}=${value ?? ""}`;
        const known = made.get(key);
        if (known) known.push(service);
        else made.set(key, [service]);
      }
    }
    return made;
  });
  const services = index.get(`${namespace} ${first[0]}=${first[1] ?? ""}`) ?? [];
  return services.filter((service) => selects(selector, service.selector ?? NONE));
}

function plainBy(mesh: Mesh, namespace: string, rule: MeshObject | undefined): string | undefined {
  const mode = rule ? clientMode(rule) : "none";
  if (mode === "none") {
    const surely = !mesh.autoMtls && mesh.holds(namespace);
    return surely ? "automatic mutual TLS is off and no DestinationRule makes clients use it" : undefined;
  }
  const isPlain = mode === "DISABLE" || mode === "SIMPLE";
  return rule && isPlain && !somewhereMutual(rule) ? `${rule.title} makes clients call with mode ${mode}` : undefined;
}

/** Whether a port or a subset of the rule has mutual TLS after all; in doubt yes. */
function somewhereMutual(rule: MeshObject): boolean {
  const modes = ifKnown(() => [...tlsPlaces(rule)].map(({ mode }) => mode.text ?? ""));
  return modes?.some((mode) => mode === ISTIO_MUTUAL || SENDS_TLS.some((one) => one === mode)) ?? true;
}
