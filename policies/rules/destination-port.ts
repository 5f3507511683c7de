import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { groupBy } from "../mesh";
import type { Field } from "../model/field";
import type { HostEntry } from "../model/hosts";
import { isWhollyKnown, knownGet } from "../model/known";
import type { MeshObject } from "../model/object";
import { entriesFor } from "../model/references";
import type { HostPort } from "../model/services";
import { destinationsOf } from "../model/virtualServices";
import type { Rule } from "../rule";

const WHY = `A route needs a port where the service has several
([Destination](https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination)). Without one Istio takes the port
at which the request came in: behind a gateway that listens at 80 or 443 this is seldom a port of the service, and the route answers
503. A port that the service does not have always gives 503.

All ports count, of a Service as of a ServiceEntry, those of UDP too; the port meant is the Service's \`port\`, not its \`targetPort\`
([IST0112](https://istio.io/latest/docs/reference/config/analysis/ist0112/),
[IST0101](https://istio.io/latest/docs/reference/config/analysis/ist0101/)).`;

/** A route to a port that the service does not have answers 503. */
export const destinationPort: Rule = {
  name: "destination-port",
  codes: ["IST0112", "IST0101"],
  description: "Routes and mirrors name a port that the service has, wherever it has more than one.",
  why: WHY,
  enforcement: {
    level: "mandatory",
    reason: "Requests that take the route get 503, unless they came in at a port of the service.",
  },
  scope: "stack",
  kinds: ["networking.istio.io/VirtualService"],
  config: z.strictObject({}),
  *check(service, mesh) {
    for (const { field } of destinationsOf(service)) {
      const host = field.get("host").text;
      const entries = host ? entriesFor(service, host, mesh) : [];
      if (entries.length > 0 && entries.every(hasKnownPorts)) yield* checkPort(service, field.get("port"), entries);
    }
  },
};

function hasKnownPorts({ object, ports }: HostEntry): boolean {
  const list = knownGet(object.spec, "ports");
  if (object.spec.unknown || list.unknown || (object.partial && list.missing)) return false;
  return isWhollyKnown(list) && ports.every((one) => one.number !== undefined);
}

function* checkPort(service: MeshObject, port: Field, entries: readonly HostEntry[]): Iterable<Finding> {
  if (port.missing) {
    if (hasSeveral(entries)) yield unsaid(service, port, entries);
    return;
  }
  const number = port.get("number").number;
  // Of an alias (ExternalName), the ports are those of the host that it stands for.
  const alias = entries.some(
    ({ service, object }) => service?.type === "ExternalName" || knownGet(object.spec, "type").unknown,
  );
  if (number === undefined || alias || portsOf(entries).some((one) => one.number === number)) return;
  yield found(service, port.get("number"), {
    problem: `which is no port of ${titlesOf(entries)}`,
    allowed: allowed(entries),
    fix: "write a port of the service (`port`, not `targetPort`), or add this one to it",
    codes: ["IST0101"],
  });
}

/** Whether there are several ports wherever the host is: Istio joins those of the ServiceEntries of one namespace. */
function hasSeveral(entries: readonly HostEntry[]): boolean {
  const namespaces = [...groupBy(entries, (one) => one.namespace).values()];
  const several = (ports: readonly HostPort[]) => new Set(ports.map((one) => `${one.number}/${one.protocol}`)).size > 1;
  return namespaces.every((there) => several(portsOf(there)));
}

function unsaid(service: MeshObject, port: Field, entries: readonly HostEntry[]): Finding {
  return found(service, port, {
    problem: `although ${titlesOf(entries)} has several ports`,
    allowed: allowed(entries),
    fix: "write port: { number: … } with the port that the traffic is for",
    codes: ["IST0112"],
  });
}

function portsOf(entries: readonly HostEntry[]): HostPort[] {
  return entries.flatMap(({ ports }) => ports);
}

function titlesOf(entries: readonly HostEntry[]): string {
  return [...new Set(entries.map(({ object }) => object.title))].join(" and ");
}

/** `80 (http), 443 (https)` */
function allowed(entries: readonly HostEntry[]): string {
  const ports = portsOf(entries).map(({ number, name }) => (name === undefined ? `${number}` : `${number} (${name})`));
  return ports.length === 0 ? "no port: it has none" : [...new Set(ports)].join(", ");
}
