import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `istiod accepts these objects and warns of them (\`kubectl apply\` shows it, Pulumi does not always): they do something else than
their author meant.

- A selector without labels selects every workload of the namespace.
- A DENY rule with conditions about HTTP only denies every connection that is not HTTP: Istio
  [takes such a rule for TCP](https://istio.io/latest/docs/reference/config/security/authorization-policy/) without these conditions.
- A private key among the keys that verify tokens lets every reader of the object issue tokens.
- Of several tracing configurations or providers one is taken.
- A WorkloadEntry without an address is reached by its network's gateway only.

Warnings about routes, listeners and EnvoyFilters are rules of their own.`;

/** What Istio's own validation warns of in policies, and in selectors of every kind. */
export const istioWarnings: Rule = {
  name: "istio-warnings",
  codes: ["IST0133"],
  description: "Selectors have labels, and policies do what they look like.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Istio accepts it and warns; in rare cases it is meant so." },
  scope: "object",
  kinds: [
    "networking.istio.io/DestinationRule",
    "networking.istio.io/EnvoyFilter",
    "networking.istio.io/ProxyConfig",
    "networking.istio.io/ServiceEntry",
    "networking.istio.io/Sidecar",
    "networking.istio.io/WorkloadEntry",
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/PeerAuthentication",
    "security.istio.io/RequestAuthentication",
    "telemetry.istio.io/Telemetry",
    "extensions.istio.io/WasmPlugin",
    "extensions.istio.io/TrafficExtension",
  ],
  config: z.strictObject({}),
  *check(object) {
    yield* despite([checkSelector, checkKind], (check) => check(object));
  },
};

/** Of a kind, the part of its warnings that has no rule of its own. */
function* checkKind(object: MeshObject): Iterable<Finding> {
  if (object.kind === "AuthorizationPolicy") yield* checkDenials(object);
  if (object.kind === "RequestAuthentication") yield* checkKeys(object);
  if (object.kind === "Telemetry") yield* checkTracing(object);
  if (object.kind === "WorkloadEntry") yield* checkAddress(object);
}

function* checkSelector(object: MeshObject): Iterable<Finding> {
  for (const selector of ["selector", "workloadSelector"].map((name) => object.spec.get(name))) {
    const labels = ["matchLabels", "labels"].flatMap((name) => selector.get(name).entries());
    if (!selector.isObject || labels.length > 0 || object.partial) continue;
    yield found(object, selector, {
      problem: "without labels, which selects every workload of the namespace",
      allowed: "a selector with labels, or none",
      fix: "write the labels of the workloads that are meant, or remove it",
    });
  }
}

/** What a source says that is known of every connection, not only of an HTTP request. */
const OF_CONNECTIONS = ["principals", "namespaces", "ipBlocks", "remoteIpBlocks", "serviceAccounts"].flatMap((name) => [
  name,
  `not${name.charAt(0).toUpperCase()}${name.slice(1)}`,
]);

function* checkDenials(policy: MeshObject): Iterable<Finding> {
  if (policy.spec.get("action").text !== "DENY") return;
  const says = (places: readonly Field[], names: readonly string[]) =>
    places.some((place) => names.some((name) => place.get(name).items().length > 0));
  for (const rule of policy.spec.get("rules").items()) {
    const of = (list: string, name: string) =>
      rule
        .get(list)
        .items()
        .map((one) => one.get(name))
        .filter((one) => one.isObject);
    const [sources, operations] = [of("from", "source"), of("to", "operation")];
    const plain = operations.length > 0 ? says(operations, ["ports", "notPorts"]) : says(sources, OF_CONNECTIONS);
    if (plain || sources.length + operations.length === 0) continue;
    yield found(policy, rule, {
      problem: "which also denies every connection that is not HTTP: it says nothing about connections",
      allowed: "a port with conditions about HTTP, where the workload has other ports too",
      fix: 'add to: [{ operation: { ports: ["…"] } }] with the ports of HTTP',
    });
  }
}

function* checkKeys(authentication: MeshObject): Iterable<Finding> {
  for (const rule of authentication.spec.get("jwtRules").items()) {
    const jwks = rule.get("jwks");
    if (!jwks.text || !hasPrivateKey(jwks.text)) continue;
    const why = {
      problem: "in which there is a private key",
      allowed: "public keys: they are all that verifies tokens",
      fix: "remove the private parts (d, p, q, k …), and replace the key: everybody could read it",
    };
    yield { ...found(authentication, jwks, why), found: "a key set" };
  }
}

function hasPrivateKey(text: string): boolean {
  try {
    const set = JSON.parse(text) as unknown;
    if (typeof set !== "object" || set === null) return false;
    const keys: unknown[] = "keys" in set && Array.isArray(set.keys) ? set.keys : [set];
    return keys.some(
      (key) => typeof key === "object" && key !== null && ("d" in key || ("kty" in key && key.kty === "oct")),
    );
  } catch {
    return false;
  }
}

function* checkTracing(telemetry: MeshObject): Iterable<Finding> {
  const tracing = telemetry.spec.get("tracing");
  for (const list of [tracing, ...tracing.items().map((one) => one.get("providers"))]) {
    if (list.items().length < 2) continue;
    const problem = "with several entries, of which Istio takes one";
    yield found(telemetry, list, { problem, allowed: "one entry", fix: "keep the one that is meant" });
  }
  for (const metrics of telemetry.spec.get("metrics").items()) {
    for (const tags of metrics
      .get("overrides")
      .items()
      .map((one) => one.get("tagOverrides"))) {
      if (!Object.hasOwn(Object(tags.value) as object, "")) continue;
      const why = { problem: "with a tag that has no name", allowed: "a name", fix: "write the tag's name" };
      yield found(telemetry, tags, why);
    }
  }
}

function* checkAddress(entry: MeshObject): Iterable<Finding> {
  const [address, network] = [entry.spec.get("address"), entry.spec.get("network")];
  if ((address.text ?? "") !== "" || !network.text) return;
  yield found(entry, address, {
    problem: `so it is reached by the gateway of network "${network.text}" only`,
    allowed: "an address, unless the gateway is meant",
    fix: "write the workload's address",
  });
}
