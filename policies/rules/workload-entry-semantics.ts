import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { MeshObject } from "../model/object";
import { refusedLabels } from "../model/routing";
import * as syntax from "../model/syntax";
import type { Rule } from "../rule";

const WHY = `istiod's webhook refuses such an object, and the update stops there; where the webhook does not stand, the workload outside the
cluster gets no requests. The schema does not say these things: the address is an IP address or a host name, labels are such as
Kubernetes has, a probe says how it asks
([WorkloadEntry](https://istio.io/latest/docs/reference/config/networking/workload-entry/),
[WorkloadGroup](https://istio.io/latest/docs/reference/config/networking/workload-group/)).`;

/** Whatever Istio's own validation asks of workloads outside the cluster, beyond their schema. */
export const workloadEntrySemantics: Rule = {
  name: "workload-entry-semantics",
  codes: ["IST0106"],
  description: "WorkloadEntries and WorkloadGroups have addresses, labels and probes that Istio accepts.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Istio refuses such an object." },
  scope: "object",
  kinds: ["networking.istio.io/WorkloadEntry", "networking.istio.io/WorkloadGroup"],
  config: z.strictObject({}),
  check: (object) => (object.kind === "WorkloadEntry" ? checkEntry(object) : checkGroup(object)),
};

function* checkEntry(entry: MeshObject): Iterable<Finding> {
  const address = entry.spec.get("address");
  const outside = address.text !== undefined && !syntax.isAddress(address.text) && !syntax.isUnix(address.text);
  const empty = address.text === "" && entry.spec.get("network").text;
  const problem = outside && !empty ? syntax.hostProblem(address.text ?? "") : undefined;
  const allowed = "an IP address or a host name";
  if (problem) yield found(entry, address, { problem, allowed, fix: "write where the workload is" });
  yield* refusedLabels(entry, entry.spec.get("labels"));
}

function* checkGroup(group: MeshObject): Iterable<Finding> {
  yield* refusedLabels(group, group.spec.at("metadata", "labels"));
  const probe = group.spec.get("probe");
  if (!probe.isObject || group.partial) return;
  const ways = ["httpGet", "tcpSocket", "exec"];
  if (ways.every((name) => probe.get(name).missing)) {
    const why = { problem: "which does not say how it asks", allowed: ways.join(", "), fix: "write one of these" };
    yield found(group, probe, why);
  }
  for (const port of ["httpGet", "tcpSocket"].map((name) => probe.get(name).get("port"))) {
    if (port.number === undefined || syntax.isPort(port.number)) continue;
    yield found(group, port, { problem: "which is no port", allowed: "1 to 65535", fix: "write the port" });
  }
  const command = probe.get("exec").get("command");
  if (command.isList && command.items().length === 0) {
    const why = { problem: "so nothing is run", allowed: "a command", fix: "write the command" };
    yield found(group, command, why);
  }
  for (const header of probe.at("httpGet", "httpHeaders").items()) {
    const name = header.get("name");
    if (!header.isObject || /^[-A-Za-z0-9]+$/.test(name.text ?? "")) continue;
    const allowed = "letters, digits and -";
    yield found(group, name, { problem: "which is no header's name", allowed, fix: "write the header's name" });
  }
}
