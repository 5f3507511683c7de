import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { isComparable } from "../model/conflicts";
import type { MeshObject } from "../model/object";
import { servicesOf } from "../model/selections";
import type { HostPort, Service } from "../model/services";
import type { Workload } from "../model/workloads";
import { containersOf, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

const WHY = `A sidecar has one inbound listener for a port of its pod, whichever Service the request was for. If a pod is behind several
Services, these [cannot use one port number with different protocols](https://istio.io/latest/docs/ops/deployment/application-requirements/):
the settings of one of them are in force for all. The same goes for one target port that different Service ports lead to: routes, policies and
metrics are those of one of the ports.

- IST0116: one port number with different protocols (\`protocol\` of the ports, as Kubernetes has it: TCP, UDP, SCTP).
- [IST0137](https://istio.io/latest/docs/reference/config/analysis/ist0137/): one target port behind different port numbers.

As in istioctl, two ports of one Service count as well, and only Deployments in the mesh are judged.`;

interface Use {
  service: Service;
  port: HostPort;
  number: number;
}

/** A pod has one inbound listener for a port, whatever its Services say of it. */
export const servicePortConflict: Rule<Record<string, never>> = {
  name: "service-port-conflict",
  codes: ["IST0116", "IST0137"],
  description: "The Services of a Deployment agree on the protocol of a port, and on the port before a target port.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Much of it works: the requests arrive, with the protocol and the policies of one of the ports.",
  },
  scope: "stack",
  kinds: ["apps/Deployment"],
  config: z.strictObject({}),
  *check(deployment, mesh) {
    const workload = workloadOf(deployment);
    if (!workload || !isComparable(deployment) || isWaypoint(deployment) || !isInMesh(workload, mesh)) return;
    const uses = servicesOf(workload, mesh).flatMap((service) =>
      service.ports.flatMap((port) => (port.number === undefined ? [] : [{ service, port, number: port.number }])),
    );
    yield* checkProtocols(workload, uses);
    yield* checkTargets(workload, uses);
  },
};

function* checkProtocols({ object, template }: Workload, uses: readonly Use[]): Iterable<Finding> {
  for (const [number, all] of groupBy(uses, (use) => use.number)) {
    const protocols = groupBy(all, ({ port }) => port.protocol ?? "TCP");
    if (protocols.size < 2) continue;
    const said = [...protocols].map(([protocol, own]) => `${protocol} in ${titles(own)}`);
    yield found(object, template.at("metadata", "labels"), {
      problem: `by which Services select these pods with port ${number} as ${list(said)}`,
      allowed: "one protocol for a port number, in all Services of a pod",
      fix: "give one of the ports another number, or both the same protocol",
      codes: ["IST0116"],
    });
  }
}

function* checkTargets({ object, template }: Workload, uses: readonly Use[]): Iterable<Finding> {
  for (const [target, all] of groupBy(uses, targetOf)) {
    const numbers = groupBy(all, (use) => use.number);
    if (numbers.size < 2) continue;
    const said = [...numbers].map(([number, own]) => `${number} of ${titles(own)}`);
    yield found(object, template.at("metadata", "labels"), {
      problem: `by which several ports lead to target port ${target} of these pods: ${list(said)}`,
      allowed: "one Service port before a target port",
      fix: "use the same port number in all Services, or a target port of its own for each",
      codes: ["IST0137"],
    });
  }
}

/** The target port is the port itself where none is written. */
function targetOf({ port, number }: Use): string {
  const written = String(port.targetPort ?? "");
  return written === "" || written === "0" ? String(number) : written;
}

function isWaypoint({ root }: MeshObject): boolean {
  return root.at("metadata", "labels", "gateway.istio.io/managed").text === "istio.io-mesh-controller";
}

/** By what the pod says of itself, then by the labels of its Namespace; not where the stack holds neither. */
function isInMesh({ pod, template, namespace }: Workload, mesh: Mesh): boolean {
  if (containersOf(pod).some((one) => one.get("name").text === "istio-proxy" && one.get("image").text)) return true;
  for (const own of ["labels", "annotations"]) {
    const inject = template.at("metadata", own, "sidecar.istio.io/inject");
    if (!inject.missing) return inject.scalar === "true";
  }
  return mesh.injection(namespace) === "sidecar";
}

function titles(uses: readonly Use[]): string {
  return list([...new Set(uses.map(({ service }) => service.object.title))]);
}

function list(words: readonly string[]): string {
  const shown = words.length > 4 ? [...words.slice(0, 3), "others"] : words;
  return [shown.slice(0, -1).join(", "), shown.at(-1)].filter(Boolean).join(" and ");
}
