import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "./field";
import { MESH } from "./virtualServices";
import type { MeshObject } from "./object";
import * as syntax from "./syntax";

/** What Istio refuses of an `exportTo`. Of namespaces: `~` (nobody) is for ServiceEntries only. */
export function* refusedExportTo(object: MeshObject): Iterable<Finding> {
  const list = object.spec.get("exportTo");
  const entries = list.items().flatMap((field) => (field.text === undefined ? [] : { field, to: field.text }));
  const forNobody = object.kind === "ServiceEntry";
  const allowed = `"." (its own namespace), "*" (all)${forNobody ? ', "~" (nobody)' : ""}, or names of namespaces`;
  const seen = new Set<string>();
  for (const { field, to } of entries) {
    if (!["*", "."].includes(to) && !(forNobody && to === "~") && !syntax.isLabel(to)) {
      yield found(object, field, { problem: "which is no namespace", allowed, fix: "write one of these" });
    }
    const namespace = to === "." ? (object.namespace ?? to) : to;
    if (seen.has(namespace)) {
      yield found(object, field, { problem: "which stands there already", allowed, fix: "remove one of them" });
    }
    seen.add(namespace);
  }
  const alone = ["*", ...(forNobody ? ["~"] : [])].find((one) => seen.has(one));
  if (alone === undefined || entries.length < 2) return;
  yield found(object, list, {
    problem: `with "${alone}" and others`,
    allowed: `"${alone}" alone`,
    fix: `keep "${alone}", or name the namespaces without it`,
  });
}

/** What Istio refuses of names of gateways: `namespace/name`, a name, `mesh`, or the old `name.namespace`. */
export function* refusedGateways(object: MeshObject, list: Field): Iterable<Finding> {
  for (const field of list.items()) {
    const [first = "", ...rest] = (field.text ?? "").split("/");
    if (field.text === undefined) continue;
    const right =
      rest.length === 0 ? syntax.hostProblem(first) === undefined : [first, rest.join("/")].every(syntax.isLabel);
    if (right) continue;
    yield found(object, field, {
      problem: "which is no Gateway's name",
      allowed: `"namespace/name" or "${MESH}"`,
      fix: "write the namespace and the name of the Gateway",
    });
  }
}

/** What Istio refuses of a route's destination, beside what its schema refuses. */
export function* refusedDestination(object: MeshObject, destination: Field): Iterable<Finding> {
  const host = destination.get("host");
  const problem = host.text === undefined ? undefined : destinationProblem(host.text);
  if (problem) {
    const allowed = 'the name of a service: "carts.shop.svc.cluster.local"';
    yield found(object, host, { problem, allowed, fix: "name the service that the requests go to" });
  }
  const subset = destination.get("subset");
  if (subset.text && !syntax.isLabel(subset.text)) {
    const allowed = "letters, digits and -, at most 63";
    yield found(object, subset, {
      problem: "which is no subset's name",
      allowed,
      fix: "name a subset of a DestinationRule",
    });
  }
  const port = destination.get("port");
  if (port.isObject && !syntax.isPort(port.get("number").number ?? 0)) {
    const allowed = "a number from 1 to 65535";
    yield found(object, port.get("number"), {
      problem: "which is no port",
      allowed,
      fix: "write a port of the service",
    });
  }
}

function destinationProblem(host: string): string | undefined {
  return host === "*" ? "which is every host" : syntax.wildcardHostProblem(host);
}

/** What Istio refuses of the weights of routes: a negative one, and several that are all zero. */
export function* refusedWeights(object: MeshObject, routes: Field): Iterable<Finding> {
  let sum = 0;
  for (const route of routes.items()) {
    const weight = route.get("weight");
    sum += weight.number ?? 0;
    if ((weight.number ?? 0) >= 0) continue;
    yield found(object, weight, {
      problem: "which is negative",
      allowed: "0 or more",
      fix: "write this route's share",
    });
  }
  if (routes.items().length < 2 || sum !== 0) return;
  yield found(object, routes, {
    problem: "whose weights are 0 altogether, so nothing is sent anywhere",
    allowed: "several destinations with weights, of which one is more than 0",
    fix: "write a weight for each destination: their shares of 100",
  });
}

/** What Istio refuses of labels that workloads shall have. */
export function* refusedLabels(object: MeshObject, labels: Field): Iterable<Finding> {
  for (const [name, field] of labels.entries()) {
    const right = syntax.isLabelValue(field.text ?? "");
    const problem = syntax.labelKeyProblem(name) ?? (right ? undefined : "which is no label's value");
    if (!problem) continue;
    const allowed = "letters, digits, -, _ and ., at most 63; a prefix and / before a name";
    yield found(object, field, { problem, allowed, fix: "write a label as Kubernetes has it" });
  }
}

/** What Istio refuses of a percentage, which may have a smallest part beside 0. */
export function* refusedPercentage(object: MeshObject, field: Field, smallest = 0): Iterable<Finding> {
  const value = field.number ?? 0;
  if (value === 0 || (value >= smallest && value > 0 && value <= 100)) return;
  const allowed = smallest === 0 ? "0 to 100" : `0, or ${smallest} to 100`;
  yield found(object, field, {
    problem: "which is no percentage that Istio takes",
    allowed,
    fix: "write the percentage",
  });
}

/** What Istio refuses of the HTTP status that a route answers with. */
export function* refusedStatus(object: MeshObject, status: Field): Iterable<Finding> {
  if (status.number === undefined || (status.number >= 200 && status.number <= 600)) return;
  yield found(object, status, {
    problem: "which is no final status",
    allowed: "200 to 599",
    fix: "write an HTTP status",
  });
}

/** What Istio refuses of the names of labels that a `workloadSelector` asks for; its schema is about their values. */
export function* refusedSelector(object: MeshObject): Iterable<Finding> {
  for (const [name, field] of object.spec.at("workloadSelector", "labels").entries()) {
    if (name !== "" && !name.includes("*")) continue;
    const why = { problem: `for the label "${name}"`, allowed: "whole names of labels", fix: "name the label in full" };
    yield found(object, field, why);
  }
}
