import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { despite } from "../model/despite";
import type { Field } from "../model/field";
import type { MeshObject } from "../model/object";
import { refusedExportTo, refusedLabels } from "../model/routing";
import * as syntax from "../model/syntax";
import { policiesOf } from "../model/trafficPolicies";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such a DestinationRule, and the update stops there; where the webhook does not stand, clients get a part
of it, and their calls go out with other settings than were written. The schema does not say these things: the host is a host name, names
of subsets are there once, a traffic policy says something, and a tunnel leads to a host
([DestinationRule](https://istio.io/latest/docs/reference/config/networking/destination-rule/)).`;

/** Whatever Istio's own validation asks of a DestinationRule beyond its schema; traffic-policy-semantics and client-tls-semantics are about its policies. */
export const destinationRuleSemantics: Rule = {
  name: "destination-rule-semantics",
  codes: ["IST0106"],
  description: "DestinationRules have a host, subsets, policies and tunnels that Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such a DestinationRule." },
  scope: "object",
  kinds: ["networking.istio.io/DestinationRule"],
  config: z.strictObject({}),
  *check(rule) {
    const checks = [checkHost, checkSubsets, refusedExportTo, checkExportOfSelected];
    yield* despite(checks, (check) => check(rule));
    yield* despite(policiesOf(rule), (policy) => despite([checkContent, checkTunnel], (check) => check(rule, policy)));
  },
};

function* checkHost(rule: MeshObject): Iterable<Finding> {
  const host = rule.spec.get("host");
  const problem = host.text === undefined ? undefined : syntax.wildcardHostProblem(host.text);
  if (!problem) return;
  const allowed = 'the name of a service: "carts.shop.svc.cluster.local"';
  yield found(rule, host, { problem, allowed, fix: "name the service that this rule is for" });
}

function* checkSubsets(rule: MeshObject): Iterable<Finding> {
  const seen = new Set<string>();
  for (const subset of rule.spec.get("subsets").items()) {
    const name = subset.get("name");
    if (name.text !== undefined) {
      const problem = seen.has(name.text)
        ? "which is the name of another subset"
        : syntax.isLabel(name.text)
          ? undefined
          : "which is no subset's name";
      const allowed = "letters, digits and -, at most 63, each name once";
      if (problem) yield found(rule, name, { problem, allowed, fix: "give each subset its own name" });
      seen.add(name.text);
    }
    yield* refusedLabels(rule, subset.get("labels"));
  }
}

/** A rule for selected clients is for those of its own namespace. */
function* checkExportOfSelected(rule: MeshObject): Iterable<Finding> {
  const exportTo = rule.spec.get("exportTo");
  if (rule.spec.get("workloadSelector").missing) return;
  const beyond = exportTo
    .items()
    .find(({ text }) => text === "*" || (text !== "." && rule.namespace !== undefined && text !== rule.namespace));
  if (!beyond) return;
  yield found(rule, beyond, {
    problem: "but this rule is for selected workloads, which are of its own namespace",
    allowed: '"."',
    fix: "remove exportTo, or the workloadSelector",
  });
}

const CONTENT = ["loadBalancer", "connectionPool", "outlierDetection", "tls"];
const MORE = ["portLevelSettings", "tunnel", "proxyProtocol", "retryBudget"];

function* checkContent(rule: MeshObject, policy: Field): Iterable<Finding> {
  const forPort = typeof policy.step === "number";
  const names = forPort ? CONTENT : [...CONTENT, ...MORE];
  // An empty patch changes nothing; a list in it is whole.
  if (names.every((name) => policy.get(name).missing) && !(rule.partial && !forPort)) {
    yield found(rule, policy, {
      problem: "which says nothing",
      allowed: `at least one of ${names.join(", ")}`,
      fix: "write what is meant, or remove it",
    });
  }
  if (forPort && policy.get("port").missing) {
    const allowed = "the number of a port of the service";
    yield found(rule, policy.get("port"), {
      problem: "so it is for no port",
      allowed,
      fix: "write port: { number: … }",
    });
  }
  if (policy.get("tunnel").missing || policy.get("proxyProtocol").missing) return;
  const allowed = "one of tunnel and proxyProtocol";
  yield found(rule, policy.get("tunnel"), {
    problem: "beside proxyProtocol",
    allowed,
    fix: "keep the one that is meant",
  });
}

function* checkTunnel(rule: MeshObject, policy: Field): Iterable<Finding> {
  const tunnel = policy.get("tunnel");
  if (!tunnel.isObject) return;
  const [protocol, host, port] = ["protocol", "targetHost", "targetPort"].map((name) => tunnel.get(name)) as [
    Field,
    Field,
    Field,
  ];
  if (protocol.text && !["CONNECT", "POST"].includes(protocol.text)) {
    const why = {
      problem: "which is no method of a tunnel",
      allowed: '"CONNECT" or "POST"',
      fix: "write one of these",
    };
    yield found(rule, protocol, why);
  }
  if (host.text !== undefined && !syntax.isAddress(host.text)) {
    const problem = syntax.hostProblem(host.text);
    const allowed = "a host name or an IP address";
    if (problem) yield found(rule, host, { problem, allowed, fix: "write where the tunnel leads" });
  }
  if (port.number === undefined || syntax.isPort(port.number)) return;
  yield found(rule, port, { problem: "which is no port", allowed: "1 to 65535", fix: "write the port" });
}
