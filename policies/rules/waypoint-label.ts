import * as z from "zod";
import type { Finding } from "../finding";
import { found } from "../finding";
import type { Mesh } from "../mesh";
import { isGateway, isWaypoint, MODE, podLabels, USE_WAYPOINT, USE_WAYPOINT_NAMESPACE } from "../model/ambient";
import type { Field } from "../model/field";
import { admits, GATEWAY_API, listed } from "../model/gatewayApi";
import { ifKnown, knownLabels, placeOf } from "../model/known";
import { named, namespaceLabels, whereabouts, wholeNamed } from "../model/lookups";
import type { MeshObject } from "../model/object";
import type { Workload } from "../model/workloads";
import { WORKLOAD_KINDS, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

const config = z.strictObject({
  waypoints: z
    .array(z.string().regex(/^[^/]+\/[^/]+$/, "write namespace/name"))
    .default([])
    .describe(
      'Waypoints that are made outside the stack, as "namespace/name": by `istioctl waypoint apply`, for example.',
    ),
});

type Config = z.infer<typeof config>;

const WHY = `The label \`istio.io/use-waypoint\` on a Namespace, Service, ServiceEntry or pod names the Gateway that its traffic passes, in the same
namespace unless \`istio.io/use-waypoint-namespace\` names another
([Istio: use a waypoint](https://istio.io/latest/docs/ambient/usage/waypoint/)). If there is no such Gateway, the traffic passes none and
the policies for it are not enforced. The same holds if the Gateway is not for this: \`istio.io/waypoint-for\` says whether it takes the
traffic of Services (the default), of workloads, or of \`all\`; and its listener takes those of other namespaces only if
\`allowedRoutes\` says so.

On pods that are not in ambient mode the label does nothing: their sidecar, if they have one, calls directly.`;

/** A label that leads nowhere looks as if the traffic passed a waypoint. */
export const waypointLabel: Rule<Config> = {
  name: "waypoint-label",
  codes: ["KIA1312", "KIA1313"],
  description: "A label istio.io/use-waypoint names a waypoint that exists, and stands where ambient mode is on.",
  why: WHY,
  enforcement: {
    level: "advisory",
    reason: "Most waypoints are made by `istioctl waypoint apply`, which no stack shows.",
  },
  scope: "stack",
  kinds: ["core/Namespace", "core/Service", "networking.istio.io/ServiceEntry", ...WORKLOAD_KINDS],
  config,
  *check(object, mesh, config) {
    const workload = workloadOf(object);
    const home = object.key === "core/Namespace" ? object.name : placeOf(object);
    if (workload) yield* checkMode(workload, home, mesh);
    const labels = (workload?.template ?? object.root).get("metadata").get("labels");
    yield* checkWaypoint(object, labels, home, mesh, config);
  },
};

/** The Namespace's label counts for all pods in it: those out of ambient mode do not do what it says. */
function* checkMode(workload: Workload, home: string, mesh: Mesh): Iterable<Finding> {
  const pod = podLabels(workload);
  const namespace = namespaceLabels(mesh, home);
  if (!pod || !namespace || pod.has(MODE) || namespace.get(MODE) === "ambient" || isGateway(workload)) return;
  if (namespace.has(MODE) && namespace.get(MODE) === undefined) return;
  const own = pod.has(USE_WAYPOINT);
  const name = (own ? pod : namespace).get(USE_WAYPOINT);
  if (!name || name === "none") return;
  const labels = workload.template.get("metadata").get("labels");
  yield found(workload.object, labels.get(own ? USE_WAYPOINT : MODE), {
    problem: own
      ? "but these pods are not in ambient mode, so nothing sends their traffic there"
      : `so these pods are not in ambient mode, while namespace "${home}" sends their traffic to waypoint "${name}"`,
    allowed: `${MODE}: ambient on the pods or on their namespace, or no waypoint`,
    fix: `label namespace "${home}" with ${MODE}: ambient, or take ${USE_WAYPOINT} away`,
    codes: ["KIA1312"],
  });
}

function* checkWaypoint(
  object: MeshObject,
  labels: Field,
  home: string,
  mesh: Mesh,
  config: Config,
): Iterable<Finding> {
  const field = labels.get(USE_WAYPOINT);
  const name = field.text;
  if (!name || name === "none") return;
  const namespace = labels.get(USE_WAYPOINT_NAMESPACE).text ?? home;
  if (config.waypoints.includes(`${namespace}/${name}`)) return;
  const gateway = wholeNamed(mesh, GATEWAY_API, "Gateway", namespace, name);
  const problem = gateway
    ? ifKnown(() => unfit(gateway, object, home, mesh))
    : whereabouts(mesh, { group: GATEWAY_API, kind: "Gateway", namespace, name }) === "missing"
      ? {
          problem: `which is no Gateway of namespace "${namespace}": the traffic passes no waypoint`,
          codes: ["KIA1313"],
        }
      : undefined;
  if (!problem) return;
  const others = mesh.ofKindIn(GATEWAY_API, "Gateway", namespace).filter((one) => isWaypoint(one) && one !== gateway);
  yield found(object, field, {
    allowed:
      others.length > 0 ? `a waypoint such as ${listed(others.map((one) => one.name))}` : "the name of a waypoint",
    fix: `add the Gateway "${name}" of class istio-waypoint to namespace "${namespace}", or name one that exists`,
    ...problem,
  });
}

/** Why a Gateway does not take the traffic of an object. */
function unfit(
  gateway: MeshObject,
  object: MeshObject,
  home: string,
  mesh: Mesh,
): (Pick<Finding, "problem" | "codes"> & { fix?: string }) | undefined {
  const traffic = trafficOf(gateway, mesh);
  if (traffic === "none") {
    return {
      problem: "a Gateway whose label istio.io/waypoint-for is none",
      codes: ["KIA1313"],
      fix: forFix(gateway, "all"),
    };
  }
  const needed = object.key === "core/Namespace" ? undefined : workloadOf(object) ? "workload" : "service";
  if (needed && traffic && traffic !== "all" && traffic !== needed) {
    return {
      problem: `a waypoint for the traffic of ${traffic}s, so that it takes none of this ${object.kind}`,
      codes: [],
      fix: forFix(gateway, needed === "service" ? "service" : "all"),
    };
  }
  if (!isWaypoint(gateway) || gateway.home === home || gateway.annotations.has(BINDING)) return undefined;
  const listeners = gateway.spec.get("listeners").items();
  const listener = listeners.find((one) => one.get("protocol").text === "HBONE" && one.get("port").number === 15008);
  if (!listener || admits(listener, gateway, home, mesh) !== false) return undefined;
  return {
    problem: `a waypoint of namespace "${gateway.home}" that takes nothing of namespace "${home}"`,
    codes: [],
    fix: `set allowedRoutes: { namespaces: { from: All } }, or a selector for "${home}", at the listener of Gateway "${gateway.name}"`,
  };
}

const BINDING = "ambient.istio.io/waypoint-inbound-binding";
const WAYPOINT_FOR = "istio.io/waypoint-for";

/** `service`, `workload`, `all` or `none`: the label of the Gateway, else that of its class, else Istio's default. */
function trafficOf(gateway: MeshObject, mesh: Mesh): string | undefined {
  const own = knownLabels(gateway.metadata);
  if (!own || own.has(WAYPOINT_FOR)) return own?.get(WAYPOINT_FOR);
  const name = gateway.spec.get("gatewayClassName").text ?? "";
  const ofClass = named(mesh, GATEWAY_API, "GatewayClass", "default", name).map((one) => knownLabels(one.metadata));
  if (ofClass.some((labels) => !labels || labels.has(WAYPOINT_FOR))) return ofClass[0]?.get(WAYPOINT_FOR);
  return isWaypoint(gateway) ? "service" : undefined;
}

function forFix(gateway: MeshObject, value: string): string {
  return `label Gateway "${gateway.name}" with ${WAYPOINT_FOR}: ${value}, or name another waypoint`;
}
