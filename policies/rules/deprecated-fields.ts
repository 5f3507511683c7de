import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { MeshObject } from "../model/object";
import { policiesOf } from "../model/trafficPolicies";
import type { Rule } from "../rule";

const WHY = `These fields and kinds are left from earlier versions of Istio: today's ignores them or will. \`fault.delay.percent\` is
[\`percentage\`](https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection-Delay) now, an egress
proxy of a [Sidecar](https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy) is ignored, and the kinds
of \`rbac.istio.io\` were removed in Istio 1.6: what they allowed or denied an
[AuthorizationPolicy](https://istio.io/latest/docs/reference/config/security/authorization-policy/) says.`;

/** What still reads as if it worked, and does not any more, or not for long. */
export const deprecatedFields: Rule = {
  name: "deprecated-fields",
  codes: ["IST0002"],
  description: "No object uses fields and kinds that Istio has given up.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "It still applies; what it is for stops with some upgrade, if it works at all.",
  },
  scope: "object",
  kinds: [
    "networking.istio.io/VirtualService",
    "networking.istio.io/DestinationRule",
    "networking.istio.io/Sidecar",
    "apiextensions.k8s.io/CustomResourceDefinition",
  ],
  config: z.strictObject({}),
  check(object) {
    if (object.kind === "VirtualService") return checkRoutes(object);
    if (object.kind === "Sidecar") return checkSidecar(object);
    return object.kind === "DestinationRule" ? checkBalancing(object) : checkDefinition(object);
  },
};

function* checkRoutes(service: MeshObject): Iterable<Finding> {
  for (const route of service.spec.get("http").items()) {
    const percent = route.at("fault", "delay", "percent");
    if ((percent.number ?? 0) <= 0) continue;
    const allowed = `percentage: { value: ${String(percent.number)} }`;
    yield found(service, percent, { problem: "which is deprecated", allowed, fix: `write ${allowed}` });
  }
}

function* checkSidecar(sidecar: MeshObject): Iterable<Finding> {
  const proxy = sidecar.spec.at("outboundTrafficPolicy", "egressProxy");
  if (!proxy.isObject) return;
  const allowed = "a ServiceEntry and a VirtualService that lead through an egress gateway";
  yield found(sidecar, proxy, { problem: "which Istio ignores", allowed, fix: "remove it" });
}

/** The API calls them deprecated; istioctl does not look at them. */
function* checkBalancing(rule: MeshObject): Iterable<Finding> {
  for (const policy of policiesOf(rule)) {
    const [simple, warmup] = [policy.at("loadBalancer", "simple"), policy.at("loadBalancer", "warmupDurationSecs")];
    if (simple.text === "LEAST_CONN") {
      const allowed = "LEAST_REQUEST";
      yield found(rule, simple, { problem: "an old name", allowed, fix: `write ${allowed}`, codes: [] });
    }
    if (warmup.missing) continue;
    const allowed = "warmup: { duration: … }";
    yield found(rule, warmup, { problem: "which is deprecated", allowed, fix: `write ${allowed}`, codes: [] });
  }
}

const REMOVED = ["ClusterRbacConfig", "RbacConfig", "ServiceRole", "ServiceRoleBinding"];

function* checkDefinition(definition: MeshObject): Iterable<Finding> {
  const kind = definition.spec.at("names", "kind");
  if (definition.spec.get("group").text !== "rbac.istio.io" || !REMOVED.includes(kind.text ?? "")) return;
  const allowed = "AuthorizationPolicy (security.istio.io)";
  yield found(definition, kind, { problem: "a kind that Istio no longer has", allowed, fix: "remove the definition" });
}
