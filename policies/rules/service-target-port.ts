import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import { declaredPorts } from "../model/containerPorts";
import type { Field } from "../model/field";
import { homeOf, knownGet, knownText } from "../model/known";
import { readLabels } from "../model/labels";
import type { MeshObject } from "../model/object";
import { anyOf } from "../model/references";
import { surelySelected } from "../model/selectables";
import { rootNamespaceOf } from "../model/unlisted";
import type { Workload } from "../model/workloads";
import type { Rule } from "../rule";

const WHY = `A Service sends the requests for a port to its target port on the pods. A target port that is a name is looked up among the ports
of the containers: without one of that name the Service has no endpoint, and clients get 503
([Kubernetes: defining a Service](https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service)). A number is taken as
it is: where no container declares it, most often nothing listens there. Kiali reports both as
[KIA0701](https://kiali.io/docs/features/validations/).

Judged where all workloads of the stack that the Service selects declare their ports. Those of Istio's own proxy (15000 to 15090) need no
declaration; Services of gateways and of the control plane are left out, as Kiali leaves them out.`;

/** A Service that sends to a port on which no container listens answers nobody. */
export const serviceTargetPort: Rule = {
  name: "service-target-port",
  codes: ["KIA0701"],
  description: "Target ports of a Service are ports of the containers that it selects.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Kubernetes lets a container listen on a port that it does not declare." },
  scope: "stack",
  kinds: ["core/Service"],
  config: z.strictObject({}),
  *check(service, mesh) {
    const { spec } = service;
    const home = homeOf(service);
    // Where the control plane is not shown, it may be here.
    const isPlane = !rootNamespaceOf(mesh) || mesh.controlPlanes.some(({ namespace }) => namespace === home);
    if (isPlane || spec.get("type").text === "ExternalName" || isGateway(service)) return;
    const workloads = surelySelected(readLabels(spec.get("selector")), mesh, home) ?? [];
    const declared = workloads.map(portsOf);
    if (declared.length === 0 || !declared.every((ports) => ports !== undefined)) return;
    const all = declared.flatMap((ports) => ports ?? []);
    const names = anyOf(workloads.map(({ object }) => object.name));
    for (const port of spec.get("ports").items()) yield* checkPort(service, port, all, names);
  },
};

function* checkPort(service: MeshObject, port: Field, declared: readonly Field[], names: string): Iterable<Finding> {
  const target = port.get("targetPort");
  const field = target.missing || target.value === 0 || target.value === "" ? port.get("port") : target;
  const { number, text } = field;
  if (number === undefined ? text === undefined : isOfProxy(number)) return;
  const same = declared.some((one) =>
    number === undefined ? knownText(knownGet(one, "name")) === text : one.get("containerPort").number === number,
  );
  if (same) return;
  const what = number === undefined ? "of that name" : "of that number";
  yield found(service, field, {
    problem: `but no container of ${names} has a port ${what}`,
    allowed: `a port that the containers declare: ${declared.map(show).join(", ")}`,
    fix: `name the port on which the container listens${number === undefined ? "" : ", or declare this one there"}`,
  });
}

function show(port: Field): string {
  const name = knownText(knownGet(port, "name"));
  const number = port.get("containerPort").number;
  return name === undefined ? `${number ?? "none"}` : `${number ?? "none"} ("${name}")`;
}

/** The ports of Istio's proxy, which comes into the pods later. */
function isOfProxy(port: number): boolean {
  return port >= 15000 && port <= 15090;
}

/** Istio makes or injects what such a Service selects. */
function isGateway({ labels }: MeshObject): boolean {
  return ["gateway.networking.k8s.io/gateway-name", "gateway.istio.io/managed", "istio.io/gateway-name"].some((label) =>
    labels.has(label),
  );
}

/** The ports that the containers of a workload declare; undefined where they declare none, or not all is known. */
function portsOf({ pod, template }: Workload): Field[] | undefined {
  const { ports, known } = declaredPorts(pod);
  const annotations = ["metadata", "annotations"].reduce(knownGet, template);
  const injected = annotations.unknown || !annotations.get("inject.istio.io/templates").missing;
  return known && ports.length > 0 && !injected ? ports : undefined;
}
