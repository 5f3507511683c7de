import * as z from "zod";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import type { OpenPorts } from "../model/gatewayPorts";
import { openPortsOf } from "../model/gatewayPorts";
import { knownGet } from "../model/known";
import { readLabels } from "../model/labels";
import { anyOf } from "../model/references";
import { surelySelected } from "../model/selectables";
import { bringsUnlisted } from "../model/unlisted";
import type { Workload } from "../model/workloads";
import type { Rule } from "../rule";

const WHY = `A Gateway opens a port on the gateway's pods; clients reach them through a Service. A port that no Service of those pods
has is closed to everybody: the load balancer refuses the connection, and the Gateway's status says nothing
([istioctl analyze: GatewayPortNotDefinedOnService](https://istio.io/latest/docs/reference/config/analysis/ist0162/)).

A server may name the Service's port or its target port:
[Istio leads from one to the other](https://istio.io/latest/docs/reference/config/networking/gateway/#Port). One Service that opens the
port is enough. Judged where the stack holds the gateway's pods, or the Release of Istio's chart \`gateway\` that brings them, together
with a Service for them; pods on the node's network and servers on a socket need none.`;

/** A port that the gateway's Service does not open takes no requests. */
export const gatewayPort: Rule = {
  name: "gateway-port",
  codes: ["IST0162"],
  description: "Every port of a Gateway is opened by a Service of the gateway's pods.",
  why: WHY,
  enforcement: { level: "mandatory", reason: "Nobody can reach a port that the gateway's Service does not open." },
  scope: "stack",
  kinds: ["networking.istio.io/Gateway"],
  config: z.strictObject({}),
  *check(gateway, mesh) {
    const workloads = surelySelected(readLabels(gateway.spec.get("selector")), mesh);
    const open = workloads && portsOf(workloads, mesh);
    if (!open) return;
    for (const server of gateway.spec.get("servers").items()) {
      const number = server.at("port", "number");
      if (!number.number || server.get("bind").text?.startsWith("unix:") || open.numbers.has(number.number)) continue;
      const names = anyOf(open.services.map(({ name }) => name));
      yield found(gateway, number, {
        problem: names === "" ? "but no Service selects the gateway's pods" : `which Service ${names} does not open`,
        allowed: ports(open),
        fix: `add port ${number.number} to the gateway's Service, or name a port that it has`,
      });
    }
  },
};

/** What the Services of all these pods open; undefined where others may open more. */
function portsOf(workloads: readonly Workload[], mesh: Mesh): OpenPorts | undefined {
  const each = workloads.map((workload) => openPortsOf(workload, mesh));
  const services = [...new Set(each.flatMap((one) => one.services))];
  if (each.length === 0 || !workloads.every((one) => isServed(one, services.length > 0, mesh))) return undefined;
  const known = each.every((one) => one.known);
  return known ? { known, services, numbers: new Set(each.flatMap(({ numbers }) => [...numbers])) } : undefined;
}

/** Whether the stack holds every Service of a gateway's pods, and they need one. */
function isServed({ object, namespace, pod }: Workload, served: boolean, mesh: Mesh): boolean {
  const host = knownGet(pod, "hostNetwork");
  if (bringsUnlisted(mesh, namespace) || host.unknown || host.flag === true) return false;
  return served || (!object.derived && mesh.holds(namespace));
}

function ports({ numbers }: OpenPorts): string {
  const all = [...numbers].sort((one, other) => one - other);
  return all.length === 0 ? "a port of a Service for these pods" : `a port of that Service: ${all.join(", ")}`;
}
