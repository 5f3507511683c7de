import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { Field } from "../model/field";
import { isNamed, reach } from "../model/known";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import type { RouteTarget } from "../model/routes";
import { ingressOf } from "../model/routes";
import type { HostPort, Service } from "../model/services";
import type { Rule } from "../rule";

const config = z.strictObject({});

type Config = z.infer<typeof config>;

const WHY = `On OpenShift, calls from outside come through the router, which hands them to the ingress gateway by a Route for each host
([routes](https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/networking/configuring-routes)):

- a Route leads to a Service of its own namespace, so it lives where the gateway's Service lives;
- the gateway's Service has several ports, and the Route names one, \`http2\` for plain HTTP or TLS that the router ends (\`edge\`),
  \`https\` for TLS that the gateway ends (\`passthrough\`, \`reencrypt\`); with another port, or the other protocol on it, every call
  fails;
- \`wildcardPolicy: None\`: with \`Subdomain\` one Route takes every host beside its own, those of other applications, too. For
  several hosts, several Routes lead to one gateway.

Judged are Routes to an Istio ingress gateway: its Service selects gateway pods, or is named after it (\`istio-ingressgateway\`).`;

/** K6: the Routes in front of an ingress gateway. */
export const openshiftRoute: Rule<Config> = {
  name: "openshift-route",
  codes: [],
  description:
    "Routes to an ingress gateway live beside its Service, name the port that fits their TLS, and take one host.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "The router answers 503 to every call, or takes those of other hosts." },
  scope: "stack",
  kinds: ["route.openshift.io/Route"],
  config,
  *check(route, mesh) {
    const target = ingressOf(route, mesh);
    if (!target) return;
    yield* checkNamespace(route, target, mesh);
    yield* checkPort(route, target);
    const policy = route.spec.get("wildcardPolicy");
    if (policy.missing || policy.value === "None") return;
    yield found(route, policy, {
      problem: "so this Route takes the calls for every host of its domain",
      allowed: '"None"',
      fix: "make a Route for each host; all of them may lead to one gateway",
    });
  },
};

function* checkNamespace(route: MeshObject, { field, name, homes }: RouteTarget, mesh: Mesh): Iterable<Finding> {
  const { namespace } = route;
  if (namespace === undefined || homes.size === 0 || homes.has(namespace) || !mesh.holds(namespace)) return;
  if (!mesh.once("openshift-route placed", () => mesh.controlPlanes.every(({ object }) => isNamed(object)))) return;
  yield found(route, field, {
    problem: `which is no Service in namespace "${namespace}", and a Route reaches no other`,
    allowed: `a Route in namespace ${anyOf(homes)}, where ${name} is`,
    fix: `move the Route to namespace ${anyOf(homes)}`,
  });
}

function* checkPort(route: MeshObject, { name, service }: RouteTarget): Iterable<Finding> {
  const { spec } = route;
  const field = spec.get("port").get("targetPort");
  if (field.missing) {
    if (route.partial || (service && service.ports.length < 2)) return;
    yield wrongPort(route, field, `but ${name} has several ports`);
    return;
  }
  const port = service && portOf(service, field);
  if (port === "none" && service) {
    const names = anyOf(service.ports.flatMap((one) => one.name ?? []));
    yield wrongPort(route, field, `which is no port of Service "${service.name}"${names && ` (${names})`}`);
    return;
  }
  const known = typeof port === "object" ? port.name : field.text;
  const encrypted = ["passthrough", "reencrypt"].includes(spec.get("tls").get("termination").text ?? "");
  if (encrypted && /^http2?(-|$)/.test(known ?? "")) {
    yield wrongPort(route, field, "the gateway's port for plain HTTP, to which the router sends TLS");
  }
  if (!encrypted && /^https(-|$)/.test(known ?? "") && !(route.partial && spec.get("tls").missing)) {
    yield wrongPort(route, field, "the gateway's port for TLS, to which the router sends plain HTTP");
  }
}

/** By its name, or by the port of the pods behind it; undefined where that cannot be told. */
function portOf({ ports, object }: Service, field: Field): HostPort | "none" | undefined {
  if (ports.length === 0 || object.spec.unknown) return undefined;
  const byName = ports.find((one) => one.name === field.text);
  if (field.text !== undefined && byName) return byName;
  const { number } = field;
  if (number === undefined) return ports.some(({ name }) => name === undefined) ? undefined : "none";
  const targets = ports.map((one) => reach(one.field, "targetPort"));
  if (targets.some((target) => target.unknown || target.number === undefined)) return undefined;
  return ports.find((one) => (one.targetPort ?? one.number) === number) ?? "none";
}

function wrongPort(route: MeshObject, field: Field, problem: string): Finding {
  return found(route, field, {
    problem,
    allowed: '"http2" for plain HTTP and for TLS that the router ends, "https" for TLS that the gateway ends',
    fix: "name the port of the gateway's Service that fits the Route's tls",
  });
}
