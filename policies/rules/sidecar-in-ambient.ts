import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "../model/field";
import { DATAPLANE_MODE, INJECT, INJECTION, REVISION } from "../model/injection";
import type { Labels } from "../model/labels";
import type { MeshObject } from "../model/object";
import type { Workload } from "../model/workloads";
import { containersOf, WORKLOAD_KINDS, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

const WHY = `A pod is in the mesh by its own sidecar or through the node's ztunnel (ambient), not both: where labels ask for both, the sidecar
wins and ambient leaves the pod out. It looks like its neighbours and is not: their waypoint's policies and routes are not its own, and the
memory that ambient was to save is spent
([Istio: add workloads to an ambient mesh](https://istio.io/latest/docs/ambient/usage/add-workloads/),
[Kiali: KIA1311, KIA1316](https://kiali.io/docs/features/validations/)).

A pod that says \`istio.io/dataplane-mode: none\` in an ambient namespace keeps its sidecar on purpose; gateways run Istio's proxy in any
namespace. Both pass. A namespace with labels for both is what the rule \`injection-labels\` reports.`;

/** Where labels ask for a sidecar and for ambient, ambient silently gives way. */
export const sidecarInAmbient: Rule = {
  name: "sidecar-in-ambient",
  codes: ["KIA1311", "KIA1316"],
  description: "Workloads join the mesh by a sidecar or by ambient, not by both.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "The sidecar wins and calls still arrive, only not in the way that the labels say.",
  },
  scope: "stack",
  kinds: WORKLOAD_KINDS,
  config: z.strictObject({}),
  *check(object, mesh) {
    const workload = workloadOf(object);
    if (!workload || isGateway(workload)) return;
    const holder = mesh.namespace(workload.namespace);
    yield* checkLabels(object, workload, holder?.labels ?? new Map());
    const ambient = isAmbient(workload, holder?.labels);
    const proxy = containersOf(workload.pod, { init: true }).find((one) => one.get("name").text === "istio-proxy");
    if (ambient && proxy) {
      yield refused(object, proxy.get("name"), "a sidecar of the pod's own, in an ambient namespace", ["KIA1316"]);
    }
  },
};

function* checkLabels(object: MeshObject, { template, labels }: Workload, around: Labels): Iterable<Finding> {
  const own = template.at("metadata", "labels");
  const mode = own.get(DATAPLANE_MODE);
  const inject = own.get(INJECT);
  const stays = around.has(INJECTION) && around.get(INJECTION) !== "enabled";
  if (mode.value === "ambient" && inject.value === "true") {
    yield refused(object, mode, `but the same pod says ${INJECT}: "true"`, ["KIA1311"]);
  } else if (mode.value === "ambient" && !stays && inject.value !== "false") {
    const label = [INJECTION, REVISION].find((name) => around.get(name) !== undefined);
    if (label !== undefined)
      yield refused(object, mode, `but the namespace's ${label} gives the pod a sidecar`, ["KIA1311"]);
  } else if (inject.value === "true" && !stays && isAmbient({ labels }, around)) {
    yield refused(object, inject, "but the namespace is in ambient", ["KIA1311", "KIA1316"]);
  }
}

/** Whether the namespace takes the pod into ambient. */
function isAmbient({ labels }: Pick<Workload, "labels">, around?: Labels): boolean {
  return around?.get(DATAPLANE_MODE) === "ambient" && labels.get(DATAPLANE_MODE) !== "none";
}

/** Gateways and waypoints are Istio's proxy, not something beside it. */
function isGateway({ annotations, labels }: Workload): boolean {
  const templates = annotations.get("inject.istio.io/templates") ?? "";
  return templates.includes("gateway") || labels.has("gateway.networking.k8s.io/gateway-name") || labels.has("istio");
}

function refused(object: MeshObject, field: Field, problem: string, codes: string[]): Finding {
  return found(object, field, {
    problem,
    allowed: `a sidecar, or ${DATAPLANE_MODE}: ambient`,
    fix: `remove the label or container for the sidecar, or keep the pod out of ambient by its label ${DATAPLANE_MODE}: none`,
    codes,
  });
}
