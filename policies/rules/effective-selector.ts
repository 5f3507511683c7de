import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { groupBy } from "../mesh";
import { GATEWAY_NAME, isAmbient, isAmbientNamespace, workloadsSelected } from "../model/ambient";
import { GATEWAY_API } from "../model/gatewayApi";
import { isNamed, knownGet, placeOf } from "../model/known";
import type { Labels } from "../model/labels";
import { labelsOf } from "../model/labels";
import type { MeshObject } from "../model/object";
import type { Rule } from "../rule";

const WHY = `Istio attaches policies to a Gateway of the Gateway API by \`targetRefs\`. A policy that selects the Gateway's pods is never read by a waypoint, and by
other gateways only as long as the setting \`ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY\` of istiod is on
([Istio: policy attachment](https://istio.io/latest/docs/ambient/usage/l7-features/)). \`istioctl analyze\` reports it for
pods, as [IST0166](https://istio.io/latest/docs/reference/config/analysis/ist0166/); this rule also for pods that a Deployment or a Gateway will make.

A Sidecar says what a sidecar knows of the mesh. In ambient mode there is none: a Sidecar for a namespace, or for pods, in ambient mode has no effect
([IST0167](https://istio.io/latest/docs/reference/config/analysis/ist0167/)).`;

/** A policy that selects what does not read selectors protects nothing. */
export const effectiveSelector: Rule = {
  name: "effective-selector",
  codes: ["IST0166", "IST0167"],
  description: "What policies and Sidecars select reads them: Gateways by targetRefs, Sidecars by sidecars.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason:
      "Gateways other than waypoints still read selectors by default, and a Sidecar without effect breaks nothing.",
  },
  scope: "stack",
  kinds: [
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/RequestAuthentication",
    "telemetry.istio.io/Telemetry",
    "extensions.istio.io/WasmPlugin",
    "networking.istio.io/Sidecar",
  ],
  config: z.strictObject({}),
  *check(object, mesh) {
    const home = placeOf(object);
    if (object.partial) return;
    yield* (object.kind === "Sidecar" ? checkSidecar : checkPolicy)(object, home, mesh);
  },
};

interface GatewayPods {
  gateway: string;
  labels: Labels;
  /** Whether they are Pods, as istioctl asks, and not what will make them. */
  pods: boolean;
}

function* checkPolicy(policy: MeshObject, home: string, mesh: Mesh): Iterable<Finding> {
  const selector = policy.spec.get("selector");
  if (policy.spec.get("targetRef").isObject || !selector.isObject) return;
  const wanted = labelsOf(selector.get("matchLabels"));
  const selected = (gatewayPods(mesh).get(home) ?? []).filter(({ labels }) => isWithin(wanted, labels));
  const [first] = [...selected.filter(({ pods }) => pods), ...selected];
  if (!first || (!first.pods && wanted.size === 0)) return;
  yield found(policy, selector, {
    problem: `which selects pods of Gateway "${first.gateway}": waypoints read no selectors, other Gateways may not`,
    allowed: `targetRefs with the Gateway, in the place of the selector`,
    fix: `write targetRefs: [{ group: ${GATEWAY_API}, kind: Gateway, name: ${first.gateway} }] in the place of the selector`,
    codes: first.pods ? ["IST0166"] : [],
  });
}

/** By their namespace: the pods of Gateways that the stack declares, and those that Istio will make for its Gateways. */
function gatewayPods(mesh: Mesh): Map<string, GatewayPods[]> {
  return mesh.once("effective-selector", () => {
    const declared = mesh.workloads.flatMap(({ object, namespace, labels }) => {
      const gateway = labels.get(GATEWAY_NAME);
      return gateway === undefined ? [] : { namespace, gateway, labels, pods: object.key === "core/Pod" };
    });
    const made = mesh
      .ofKind(GATEWAY_API, "Gateway")
      .filter(isNamed)
      .map((one) => ({ namespace: one.home, gateway: one.name, labels: labelsMade(one), pods: false }));
    return groupBy([...declared, ...made], (one) => one.namespace);
  });
}

function labelsMade(gateway: MeshObject): Labels {
  const own = labelsOf(knownGet(knownGet(gateway.spec, "infrastructure"), "labels"));
  return new Map([...own, [GATEWAY_NAME, gateway.name]]);
}

function isWithin(wanted: Labels, labels: Labels): boolean {
  return [...wanted].every(([name, value]) => value !== undefined && labels.get(name) === value);
}

function* checkSidecar(sidecar: MeshObject, home: string, mesh: Mesh): Iterable<Finding> {
  const field = sidecar.spec.get("workloadSelector");
  const selector = labelsOf(field.get("labels"));
  const why = {
    allowed: "Sidecars where pods have sidecars",
    fix: "remove this Sidecar, or take what it is for out of ambient mode",
  };
  if (selector.size === 0) {
    if (!isAmbientNamespace(mesh, home)) return;
    yield found(sidecar, field, {
      problem: `so it is for all of namespace "${home}", which is in ambient mode: no sidecar reads it`,
      ...why,
      codes: ["IST0167"],
    });
    return;
  }
  const selected = workloadsSelected(selector, home, mesh);
  const redirected = selected.some(
    ({ object, annotations }) =>
      object.key === "core/Pod" && annotations.get("ambient.istio.io/redirection") === "enabled",
  );
  if (!redirected && (selected.length === 0 || !selected.every((one) => isAmbient(one, mesh)))) return;
  yield found(sidecar, field, {
    problem: "which selects pods in ambient mode: they have no sidecar that reads it",
    ...why,
    codes: redirected ? ["IST0167"] : [],
  });
}
