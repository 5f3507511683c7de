import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { declaredPorts } from "./containerPorts";
import type { Field } from "./field";
import { isKnownAt, knownGet, knownItems, knownText } from "./known";
import { selects } from "./labels";
import type { HostPort, Service } from "./services";
import { gatewayReleaseOf } from "./unlisted";
import type { Workload } from "./workloads";

/** The ports on which the Services of a gateway's pods take requests. */
export interface OpenPorts {
  numbers: ReadonlySet<number>;
  /** Those that select the pods. */
  services: readonly Service[];
  /** Whether nothing that may open more ports is unknown yet. */
  known: boolean;
}

/**
 * A Gateway's server may name a Service's port, which Istio leads to the target port, or the target port itself. Services without
 * a selector count: who makes their endpoints may choose these pods.
 */
export function openPortsOf(workload: Workload, mesh: Mesh): OpenPorts {
  const memory = mesh.once("gatewayPorts: open", () => new Map<Workload, OpenPorts>());
  const remembered = memory.get(workload);
  if (remembered) return remembered;
  const services = candidates(workload, mesh).filter(
    ({ selector }) => selector === undefined || selects(selector, workload.labels),
  );
  const made: OpenPorts = {
    numbers: new Set([...services.flatMap((service) => numbersOf(service, workload, mesh)), ...onNode(workload)]),
    services: services.filter(({ selector }) => selector !== undefined),
    known: declaredPorts(workload.pod).known && services.every((service) => isReadable(service, mesh)),
  };
  memory.set(workload, made);
  return made;
}

/** The Services that may select these pods, those without a selector too; all of the namespace where a label is not known yet. */
function candidates({ namespace, labels }: Workload, mesh: Mesh): readonly Service[] {
  const index = mesh.once("gatewayPorts: Services", () => {
    const services = mesh.services.filter(({ type }) => type !== "ExternalName");
    return groupBy(services, ({ namespace, selector }) => {
      const [[name, value] = []] = selector ?? [];
      return name === undefined || value === undefined ? namespace : `${namespace} ${name}=${value}`;
    });
  });
  if ([...labels.values()].includes(undefined)) return mesh.servicesIn(namespace);
  const keys = [namespace, ...[...labels].map(([name, value]) => `${namespace} ${name}=${value ?? ""}`)];
  return keys.flatMap((key) => index.get(key) ?? []);
}

function numbersOf({ ports, object }: Service, { pod }: Workload, mesh: Mesh): number[] {
  const tcp = ports.filter(({ protocol }) => protocol === undefined || protocol === "TCP");
  const own = tcp.flatMap((port) => [port.number ?? [], targetsOf(port, pod)].flat());
  return object.derived && gatewayReleaseOf(object, mesh)?.betweenNetworks ? [...own, ...BETWEEN_NETWORKS] : own;
}

/** What the chart `gateway` opens instead of `service.ports` where `networkGateway` is set. */
const BETWEEN_NETWORKS = [15021, 15443, 15012, 15017];

function targetsOf({ targetPort }: HostPort, pod: Field): number[] {
  if (typeof targetPort !== "string") return targetPort === undefined ? [] : [targetPort];
  return declaredPorts(pod).ports.flatMap((port) =>
    knownText(knownGet(port, "name")) === targetPort ? knownNumber(knownGet(port, "containerPort")) : [],
  );
}

/** The ports that the pods' nodes open for them: no Service is needed there. */
function onNode({ pod }: Workload): number[] {
  const ports = declaredPorts(pod).ports.filter((port) => knownNumber(knownGet(port, "hostPort")).length > 0);
  return ports.flatMap((port) => knownNumber(knownGet(port, "containerPort")));
}

function knownNumber(field: Field): number[] {
  return field.unknown || field.number === undefined ? [] : [field.number];
}

/** Whether all that decides which ports a Service opens, and for whom, is known. */
function isReadable({ object }: Service, mesh: Mesh): boolean {
  if (object.derived) return gatewayReleaseOf(object, mesh)?.known === true;
  if (!isKnownAt(object.root, "spec", "selector") || !isKnownAt(object.root, "spec", "ports")) return false;
  return knownItems(knownGet(object.spec, "ports")).every((port) =>
    ["port", "targetPort", "protocol"].every((name) => isKnownAt(port, name)),
  );
}
